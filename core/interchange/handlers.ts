import { authorized, type Context } from '../dispatch.js'
import { addCoverage } from '../insurance/intake.js'
import type { PatientId } from '../kernel/ids.js'
import { dayOf } from '../kernel/instant.js'
import { addAllergy, registerPatient } from '../patients/intake.js'
import { readPatient } from '../patients/reads.js'
import type { FhirEntry } from '../ports/fhir.js'
import type { ReadUnit, WriteUnit } from '../ports/unit.js'
import { gatherRecord } from './gathering.js'
import type { ImportReport, RecordExport } from './model.js'
import { planImport, type Step, type Whose } from './planning.js'
import { reportOn } from './rules.js'
import { listExports, putExport } from './store.js'

const implement = authorized.interchange

export const interchangeHandlers = {
  previewImport: implement.previewImport.handler(({ input, context }) => {
    const entries = context.fhir.read(input.files)
    return context.read((unit) => {
      const steps = planned(unit, entries, context)
      return reportOn(
        steps.map(({ item }) => item),
        knownIn(unit, steps),
      )
    })
  }),

  runImport: implement.runImport.handler(({ input, context }) => {
    const entries = context.fhir.read(input.files)
    return context.transact((unit) => carryOut(unit, planned(unit, entries, context), context))
  }),

  exportPatient: implement.exportPatient.handler(({ input: { patientId, reason }, context, errors }) => {
    const { actorName, staff } = context.actor
    const now = context.now()
    const record = context.read((unit) => {
      if (!readPatient(unit, patientId)) return undefined
      unit.seen({ kind: 'patient', id: patientId, patientId })
      return gatherRecord(unit, patientId, { clinic: context.clinic, now })
    })
    if (!record) throw errors.PATIENT_UNKNOWN()
    const { text, resources, sha256 } = context.fhir.write(record)
    const given: RecordExport = {
      ...{ id: context.newId(), patientId, staffId: staff.id, staffName: actorName, reason },
      ...{ exportedAt: now, resources, sha256 },
    }
    context.transact((unit) => {
      putExport(unit, given)
      unit.recorded({ kind: 'record-export', id: given.id, patientId, version: 1, body: given })
    })
    return { mediaType: 'application/fhir+json' as const, text, export: given }
  }),

  listExports: implement.listExports.handler(({ input: { patientId }, context, errors }) =>
    context.read((unit) => {
      if (!readPatient(unit, patientId)) throw errors.PATIENT_UNKNOWN()
      const exports = listExports(unit, patientId)
      for (const { id } of exports) unit.seen({ kind: 'record-export', id, patientId })
      return exports
    }),
  ),
}

const planned = (unit: ReadUnit, entries: readonly FhirEntry[], context: Context): Step[] =>
  planImport(unit, entries, dayOf(context.now(), context.clinic.timeZone))

/** The patients whom an import found registered; that it found them is a look at their records. */
function knownIn(unit: ReadUnit, steps: readonly Step[]): PatientId[] {
  const known = steps.flatMap(({ deed }) =>
    deed.act === 'know' && 'patientId' in deed.whose ? [deed.whose.patientId] : [],
  )
  for (const id of new Set(known)) unit.seen({ kind: 'patient', id, patientId: id })
  return known
}

/** Does what was planned, all of it or nothing. */
function carryOut(unit: WriteUnit, steps: readonly Step[], context: Context): ImportReport {
  const patientIds = knownIn(unit, steps)
  const newcomers = new Map<string, PatientId>()
  for (const { deed } of steps) {
    if (deed.act !== 'register') continue
    const { id } = registerPatient(unit, context, deed.demographics)
    newcomers.set(deed.newKey, id)
    patientIds.push(id)
  }
  const idOf = (whose: Whose): PatientId => {
    const id = 'patientId' in whose ? whose.patientId : newcomers.get(whose.newKey)
    if (id === undefined) throw new Error('An import gives something to somebody whom it did not register.')
    return id
  }
  for (const { deed } of steps) {
    if (deed.act === 'add-coverage')
      addCoverage(unit, context, { ...deed.said, patientId: idOf(deed.whose) }, deed.plan)
    if (deed.act === 'add-allergy')
      addAllergy(unit, context, { ...deed.said, patientId: idOf(deed.whose) }, context.actor.actorName)
  }
  return reportOn(
    steps.map(({ item }) => item),
    patientIds,
  )
}
