import { authorized } from '../dispatch.js'
import type { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { readPatient } from '../patients/reads.js'
import { readMark, readStanding } from './reads.js'
import { decideMark, decideReview, openAccess } from './rules.js'
import * as store from './store.js'

const implement = authorized.access

export const accessHandlers = {
  getStanding: implement.getStanding.handler(({ input, context, errors }) =>
    context.read((unit) => {
      if (!readPatient(unit, input.patientId)) throw errors.PATIENT_UNKNOWN()
      unit.seen({ kind: 'patient', id: input.patientId, patientId: input.patientId })
      return readStanding(unit, context.actor.staff, visitsOf(input.patientId, context.now()))
    }),
  ),

  openEmergency: implement.openEmergency.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { id: staffId, displayName: staffName } = context.actor.staff
      if (!readPatient(unit, input.patientId)) throw errors.PATIENT_UNKNOWN()
      const { relation } = readStanding(unit, context.actor.staff, visitsOf(input.patientId, context.now()))
      if (relation !== 'none') throw errors.NOT_NEEDED()
      return store.saveAccess(unit, openAccess({ ...input, id: context.newId(), staffId, staffName }, context.now()))
    }),
  ),

  listEmergencies: implement.listEmergencies.handler(({ input, context }) =>
    context.read((unit) => {
      const [openedAt = '', id = ''] = input.cursor?.split('|') ?? []
      const before = input.cursor === undefined ? undefined : { openedAt, id }
      const rows = store.listAccesses(unit, { isOpen: input.isOpen, before, limit: input.limit + 1 })
      const page = toPage(rows, input.limit, (last) => `${last.openedAt}|${last.id}`)
      for (const row of page.items) unit.seen({ kind: 'emergency-access', id: row.id, patientId: row.patientId })
      return page
    }),
  ),

  reviewEmergency: implement.reviewEmergency.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { accessId, ...review } = input
      const access = store.readAccess(unit, accessId)
      if (!access) throw errors.ACCESS_UNKNOWN()
      const by = { id: context.actor.staff.id, name: context.actor.actorName }
      const decision = decideReview(access, { ...review, by, now: context.now() })
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.saveAccess(unit, decision.value)
    }),
  ),

  getMark: implement.getMark.handler(({ input: { patientId }, context, errors }) =>
    context.read((unit) => {
      if (!readPatient(unit, patientId)) throw errors.PATIENT_UNKNOWN()
      unit.seen({ kind: 'patient-mark', id: patientId, patientId })
      return readMark(unit, patientId) ?? null
    }),
  ),

  setMark: implement.setMark.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (!readPatient(unit, input.patientId)) throw errors.PATIENT_UNKNOWN()
      const wish = { ...input, by: context.actor.actorName, now: context.now() }
      const decision = decideMark(readMark(unit, input.patientId), wish)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.saveMark(unit, decision.value)
    }),
  ),
}

/** Whoever sees a patient's visits sees their medication as well, so visits are what is asked about. */
const visitsOf = (patientId: PatientId, now: Instant) => ({ part: 'visits', patientId, now }) as const
