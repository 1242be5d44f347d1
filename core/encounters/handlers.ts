import { asScheduled } from '../access/reads.js'
import { readProof } from '../anchoring/reads.js'
import { readCharge, readPayments } from '../billing/reads.js'
import { authorized, type Context } from '../dispatch.js'
import { readClaimsOfConsultation, readCoverages, readNewestVerification } from '../insurance/reads.js'
import { dayBounds } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { readBanner, readPatient, summarize } from '../patients/reads.js'
import { readOrdersOfConsultation } from '../pharmacy/reads.js'
import type { Reader } from '../ports/database.js'
import { readPrescriptionsOfConsultation } from '../prescriptions/reads.js'
import type { Consultation } from '../scheduling/model.js'
import { readConsultation, readConsultations, readDoctorName, readDoctorSpecialty } from '../scheduling/reads.js'
import { decideCompletion, decideStart } from '../scheduling/rules.js'
import { readTasksOfConsultation } from '../tasks/reads.js'
import { endVisit, signSummary } from './ending.js'
import { readFacts } from './facts.js'
import type { Visit, VisitSummary } from './model.js'
import { readDiagnoses, readNotes, readSummary, readVitals } from './reads.js'
import { checkVitals, decideNote } from './rules.js'
import { decideSteps } from './steps.js'
import type { SummaryContent } from './store.js'
import * as store from './store.js'

const implement = authorized.encounters

export const encountersHandlers = {
  listVisits: implement.listVisits.handler(({ input, context }) =>
    context.read((unit) => {
      const { day, doctorId, patientId, states, limit } = input
      const bounds = day === undefined ? undefined : dayBounds(day, context.clinic.timeZone)
      const [startsAt = '', id = ''] = input.cursor?.split('|') ?? []
      const page = toPage(
        readConsultations(
          unit,
          {
            ...(bounds && { from: bounds.startsAt, until: bounds.endsAt }),
            doctorId,
            patientId,
            states: states?.length ? states : undefined,
          },
          {
            // A day is read from its morning; everything else from what was last.
            order: bounds ? 'earliest-first' : 'latest-first',
            after: input.cursor === undefined ? undefined : { startsAt, id },
            limit: limit + 1,
          },
        ),
        limit,
        (last) => `${last.startsAt}|${last.id}`,
      )
      for (const visit of page.items) unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      return { items: summarizeVisits(unit, page.items, context), nextCursor: page.nextCursor }
    }),
  ),

  getVisit: implement.getVisit.handler(({ input: { consultationId }, context, errors }) =>
    context.read((unit) => {
      const consultation = readConsultation(unit, consultationId)
      if (!consultation) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: consultationId, patientId: consultation.patientId })
      const visit = readVisit(unit, consultation, context)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      return visit
    }),
  ),

  start: implement.start.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      if (before.doctorId !== context.actor.staff.id) throw errors.NOT_THE_DOCTOR()
      const decision = decideStart(before, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.saveProgress(unit, decision.value)
    }),
  ),

  recordVitals: implement.recordVitals.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { consultationId, ...measured } = input
      const visit = readConsultation(unit, consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      if (visit.state !== 'in-progress') throw errors.NOT_IN_PROGRESS()
      const check = checkVitals(measured)
      if (!check.ok) throw errors[check.refusal.code]()
      return store.insertVitals(unit, visit.patientId, {
        ...measured,
        consultationId,
        id: context.newId(),
        recordedAt: context.now(),
        recordedBy: context.actor.actorName,
      })
    }),
  ),

  addNote: implement.addNote.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: visit.id, patientId: visit.patientId })
      const decision = decideNote(visit.state, readNotes(unit, visit.id), input.replaces)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return store.insertNote(unit, visit.patientId, {
        ...input,
        id: context.newId(),
        writtenAt: context.now(),
        writtenBy: context.actor.actorName,
      })
    }),
  ),

  addDiagnosis: implement.addDiagnosis.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const visit = readConsultation(unit, input.consultationId)
      if (!visit) throw errors.CONSULTATION_UNKNOWN()
      if (visit.doctorId !== context.actor.staff.id) throw errors.NOT_THE_DOCTOR()
      if (visit.state !== 'in-progress') throw errors.NOT_IN_PROGRESS()
      const diagnosis = {
        ...input,
        id: context.newId(),
        recordedAt: context.now(),
        recordedBy: context.actor.actorName,
      }
      if (!store.insertDiagnosis(unit, visit.patientId, diagnosis)) throw errors.ALREADY_RECORDED()
      return diagnosis
    }),
  ),

  searchDiagnoses: implement.searchDiagnoses.handler(({ input, context }) =>
    context.read((unit) => store.findDiagnosisCodes(unit, input.text)),
  ),

  complete: implement.complete.handler(({ input, context, errors }) => {
    const { consultationId, summary, followUp } = input
    const known = context.read((unit) => readConsultation(unit, consultationId))
    if (!known) throw errors.CONSULTATION_UNKNOWN()
    if (known.doctorId !== context.actor.staff.id) throw errors.NOT_THE_DOCTOR()
    const now = context.now()
    const content: SummaryContent = {
      consultationId,
      text: summary,
      followUp,
      completedAt: now,
      completedBy: context.actor.actorName,
      signer: context.signer,
    }
    const signed = signSummary(context, known.patientId, content)
    return context.transact((unit) => {
      const before = readConsultation(unit, consultationId) ?? known
      const decision = decideCompletion(before, now)
      if (!decision.ok) throw errors[decision.refusal.code]()
      if (readDiagnoses(unit, consultationId).length === 0) throw errors.DIAGNOSIS_MISSING()
      return endVisit(unit, decision.value, signed)
    })
  }),
}

function summarizeVisits(db: Reader, visits: readonly Consultation[], context: Context): VisitSummary[] {
  const facts = readFacts(db, visits, { now: context.now(), timeZone: context.clinic.timeZone })
  return visits.flatMap((consultation, index): VisitSummary[] => {
    const patient = readPatient(db, consultation.patientId)
    const known = facts[index]
    if (!patient || !known) return []
    const { steps, nextAction } = decideSteps(known)
    return [
      {
        consultation: asScheduled(db, context.actor.staff, consultation, context.now()),
        patient: summarize(patient),
        doctorName: known.doctorName,
        steps: steps.map(({ name, state }) => ({ name, state })),
        nextAction,
        outstandingMinor: known.charge.outstandingMinor,
      },
    ]
  })
}

function readVisit(db: Reader, consultation: Consultation, context: Context): Visit | undefined {
  const { id, patientId, doctorId } = consultation
  const payable = { kind: 'consultation', id } as const
  const now = context.now()
  const patient = readPatient(db, patientId)
  const charge = readCharge(db, payable)
  const [facts] = readFacts(db, [consultation], { now, timeZone: context.clinic.timeZone })
  if (!patient || !charge || !facts) return undefined
  const { steps, nextAction } = decideSteps(facts)
  const orders = readOrdersOfConsultation(db, id)
  return {
    consultation,
    banner: readBanner(db, patient, context.clinic, now),
    doctor: { id: doctorId, displayName: readDoctorName(db, doctorId), specialty: readDoctorSpecialty(db, doctorId) },
    steps: steps.map(({ evidence, ...step }) => ({
      ...step,
      proof: evidence && readProof(db, evidence.kind, evidence.id),
    })),
    nextAction,
    coverages: readCoverages(db, patientId),
    verification: readNewestVerification(db, payable) ?? null,
    charge,
    payments: [payable, ...orders.map(({ id: orderId }) => ({ kind: 'order', id: orderId }) as const)].flatMap((owed) =>
      readPayments(db, owed),
    ),
    vitals: readVitals(db, id),
    notes: readNotes(db, id),
    diagnoses: readDiagnoses(db, id),
    summary: readSummary(db, id) ?? null,
    prescriptions: readPrescriptionsOfConsultation(db, id, now),
    orders: orders.flatMap((order) => {
      const ofOrder = { kind: 'order', id: order.id } as const
      const orderCharge = readCharge(db, ofOrder)
      return orderCharge
        ? [{ order, charge: orderCharge, verification: readNewestVerification(db, ofOrder) ?? null }]
        : []
    }),
    claims: readClaimsOfConsultation(db, id),
    tasks: readTasksOfConsultation(db, id),
  }
}
