import { narrowTo } from '../access/reads.js'
import { authorized, type Context } from '../dispatch.js'
import { canonicalJson } from '../kernel/canonical.js'
import { readCode } from '../kernel/code.js'
import { PrescriptionId } from '../kernel/ids.js'
import { dayOf } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import type { Hex32 } from '../ports/chain.js'

import type { Reader } from '../ports/database.js'
import type { ReadUnit, Subject } from '../ports/unit.js'
import { readConsultation, readLicences } from '../scheduling/reads.js'
import { instructionsFor } from './instructions.js'
import type { Prescription, PrescriptionDraft } from './model.js'
import { contentOf, decidePrescribing, findWarnings, type PrescribingFacts } from './prescribing.js'
import { askChain, issueCall, readActivePrescriptions, readEvidence, readMedicine, readPrescription } from './reads.js'
import { judge } from './rules.js'
import * as store from './store.js'

const implement = authorized.prescriptions

export const prescriptionsHandlers = {
  listMedicines: implement.listMedicines.handler(({ input, context }) =>
    context.read((unit) =>
      toPage(
        store.listMedicines(unit, input.text, input.cursor, input.limit + 1),
        input.limit,
        ({ rxNormCode }) => rxNormCode,
      ),
    ),
  ),

  checkSafety: implement.checkSafety.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const facts = gather(unit, input, context)
      if (typeof facts === 'string') throw errors[facts]()
      const { id, patientId } = facts.visit
      unit.seen({ kind: 'consultation', id, patientId })
      return { warnings: facts.warnings, instructions: instructionsFor(input) }
    }),
  ),

  issue: implement.issue.handler(({ input, context, errors }) => {
    // Decided and signed before the transaction, which then only writes. Nothing else can happen in between: this process is
    // the only writer, and nothing is awaited.
    const content = context.read((unit) => {
      const facts = gather(unit, input, context)
      if (typeof facts === 'string') throw errors[facts]()
      const decision = decidePrescribing(input.overrideReason, facts)
      if (!decision.ok) {
        const { refusal } = decision
        if (refusal.code === 'NOT_LICENSED') throw errors.NOT_LICENSED({ data: { reason: refusal.reason } })
        if (refusal.code === 'WARNINGS_UNANSWERED')
          throw errors.WARNINGS_UNANSWERED({ data: { warnings: refusal.warnings } })
        throw errors[refusal.code]()
      }
      return contentOf(input, facts, {
        id: PrescriptionId.parse(context.newId()),
        code: freeCode(unit, context),
        now: context.now(),
        timeZone: context.clinic.timeZone,
      })
    })
    const { id, patientId } = content
    const commitment = context.keys.commit('prescription', id, 1, content)
    const verificationHash = commitment.commitment
    const call = issueCall(content, context.keys.patientAddress(patientId), context.signer, verificationHash)
    const signed = context.signCall(call)
    return context.transact((unit) => {
      store.insertPrescription(unit, content, {
        canonical: canonicalJson(content),
        verificationHash,
        signature: signed,
      })
      unit.recorded({ kind: 'prescription', id, patientId, version: 1, body: content, commitment })
      unit.call({ kind: 'prescription', id, patientId }, verificationHash, { ...call, signed })
      return known(readPrescription(unit, id, context.now()))
    })
  }),

  get: implement.get.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const prescription = readPrescription(unit, input.prescriptionId, context.now())
      if (!prescription) throw errors.PRESCRIPTION_UNKNOWN()
      return shown(unit, prescription)
    }),
  ),

  findByCode: implement.findByCode.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const code = readCode(input.code)
      const prescription = code?.startsWith('R') ? store.findByCode(unit, code, context.now()) : undefined
      if (!prescription) throw errors.PRESCRIPTION_UNKNOWN()
      return shown(unit, prescription)
    }),
  ),

  list: implement.list.handler(({ input, context }) =>
    context.read((unit) => {
      const { limit, cursor, ...filter } = input
      const care = narrowTo(context.actor.staff, 'medication', context.now())
      const found = store.listPrescriptions(
        unit,
        { ...filter, care },
        { after: cursor, limit: limit + 1, now: context.now() },
      )
      const page = toPage(found, limit, ({ id }) => id)
      for (const prescription of page.items) shown(unit, prescription)
      return page
    }),
  ),

  verify: implement.verify.handler(async ({ input, context, errors }) => {
    const { prescription, evidence } = context.read((unit) => {
      const prescription = readPrescription(unit, input.prescriptionId, context.now())
      if (!prescription) throw errors.PRESCRIPTION_UNKNOWN()
      return { prescription: shown(unit, prescription), evidence: readEvidence(unit, prescription, context) }
    })
    const chain = await askChain(context.chain, prescription.verificationHash)
    return judge(prescription, { ...evidence, chain }, context.clinic.timeZone)
  }),

  cancel: implement.cancel.handler(({ input, context, errors }) => {
    const prescription = context.read((unit) => readPrescription(unit, input.prescriptionId, context.now()))
    if (!prescription) throw errors.PRESCRIPTION_UNKNOWN()
    if (prescription.doctorId !== context.actor.actorId) throw errors.NOT_THE_DOCTOR()
    if (prescription.state !== 'active') throw errors.NOT_ACTIVE()
    const { id, patientId } = prescription
    const call = { fn: 'cancelPrescription', prescription: prescription.verificationHash as Hex32 } as const
    const signed = context.signCall(call)
    const about: Subject = { kind: 'prescription-cancellation', id, patientId }
    const body = {
      prescriptionId: id,
      reason: input.reason,
      cancelledAt: context.now(),
      cancelledBy: context.actor.actorName,
    }
    const commitment = context.keys.commit('prescription-cancellation', id, 1, body)
    return context.transact((unit) => {
      store.cancelPrescription(unit, id, body.cancelledAt, body.reason)
      unit.recorded({ ...about, version: 1, body, commitment })
      unit.call(about, commitment.commitment, { ...call, signed })
      return known(readPrescription(unit, id, context.now()))
    })
  }),
}

/** What the decision needs, or what is not known here. */
function gather(
  db: Reader,
  draft: PrescriptionDraft,
  context: Context,
): PrescribingFacts | 'CONSULTATION_UNKNOWN' | 'MEDICINE_UNKNOWN' {
  const visit = readConsultation(db, draft.consultationId)
  if (!visit) return 'CONSULTATION_UNKNOWN'
  const medicine = readMedicine(db, draft.rxNormCode)
  if (!medicine) return 'MEDICINE_UNKNOWN'
  const { staff } = context.actor
  const now = context.now()
  const home = visit.mode === 'video' ? store.readHome(db, visit.patientId) : null
  return {
    visit,
    medicine,
    doctor: { id: staff.id, displayName: staff.displayName, licences: readLicences(db, staff.id) },
    warnings: findWarnings(
      medicine,
      store.readAllergies(db, visit.patientId),
      readActivePrescriptions(db, visit.patientId, now),
    ),
    place: home ?? context.clinic.jurisdiction,
    today: dayOf(now, context.clinic.timeZone),
  }
}

function freeCode(db: Reader, context: Context): string {
  let code = context.newCode('R')
  while (store.isCodeTaken(db, code)) code = context.newCode('R')
  return code
}

function shown<T extends Prescription>(unit: ReadUnit, prescription: T): T {
  unit.seen({ kind: 'prescription', id: prescription.id, patientId: prescription.patientId })
  return prescription
}

function known(prescription: Prescription | undefined): Prescription {
  if (!prescription) throw new Error('A prescription that was just written is not there.')
  return prescription
}
