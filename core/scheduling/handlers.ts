import { asScheduled } from '../access/reads.js'
import { authorized, type Context } from '../dispatch.js'
import { readStaff } from '../identity/reads.js'
import type { SlotId } from '../kernel/ids.js'
import { dayBounds, dayOf } from '../kernel/instant.js'
import type { Patient } from '../patients/model.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import { bookSlot, changeVisit, offerSlots, saveDoctor } from './intake.js'
import type { BoardSlot, Consultation, Doctor, DoctorProfile, Slot } from './model.js'
import {
  type DoctorRecord,
  readAllSlots,
  readConsultation,
  readDoctor,
  readDoctors,
  readNextFreeSlots,
  readSlot,
  readSlots,
} from './reads.js'
import {
  checkCompliance,
  decideBooking,
  decideCancellation,
  decideCheckIn,
  decideNoShow,
  decideRestoring,
  isMatch,
  weekOf,
} from './rules.js'
import * as store from './store.js'

/** How many free slots a doctor is shown with: enough to choose from on the phone. */
const nextSlotsShown = 3

const implement = authorized.scheduling

/** Puts the visits of a board into their slots. */
function withVisits(visits: readonly store.BoardVisit[]): (slot: Slot) => BoardSlot {
  const byId = new Map(visits.map((visit) => [visit.id, visit]))
  return (slot) => {
    const visit = slot.bookedBy === null ? undefined : byId.get(slot.bookedBy)
    if (!visit) return { ...slot, consultation: null }
    const { givenName, familyName, ...consultation } = visit
    return { ...slot, consultation: { ...consultation, patientName: fullName({ givenName, familyName }) } }
  }
}

export const schedulingHandlers = {
  listDoctors: implement.listDoctors.handler(({ input, context }) =>
    context.read((unit) => {
      const today = todayOf(context)
      // Doctors are as few as a clinic's staff: they are filtered here, by the same rule that a form can use.
      const found = readDoctors(unit).filter((doctor) => isMatch(doctor, input, today))
      const start = Number.parseInt(input.cursor ?? '0', 10) || 0
      const end = start + input.limit
      return {
        items: withNextSlots(unit, found.slice(start, end), context),
        nextCursor: found.length > end ? String(end) : null,
      }
    }),
  ),

  getDoctor: implement.getDoctor.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const doctor = readDoctor(unit, input.doctorId)
      if (!doctor) throw errors.DOCTOR_UNKNOWN()
      return profileOf(unit, doctor, context)
    }),
  ),

  saveDoctor: implement.saveDoctor.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const staff = readStaff(unit, input.doctorId)
      if (!staff?.isActive) throw errors.DOCTOR_UNKNOWN()
      if (!staff.roles.includes('doctor')) throw errors.NOT_A_DOCTOR()
      const { doctorId, ...profile } = input
      const doctor: DoctorRecord = {
        ...profile,
        id: doctorId,
        displayName: staff.displayName,
        currency: context.clinic.currency,
      }
      saveDoctor(unit, doctor)
      return profileOf(unit, doctor, context)
    }),
  ),

  listSlots: implement.listSlots.handler(({ input, context }) =>
    context.read((unit) => {
      const { startsAt, endsAt } = dayBounds(input.day, context.clinic.timeZone)
      return readSlots(unit, input.doctorId, startsAt, endsAt)
    }),
  ),

  offerSlots: implement.offerSlots.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (!readDoctor(unit, input.doctorId)) throw errors.DOCTOR_UNKNOWN()
      const offered = offerSlots(unit, context, input, context.clinic.timeZone)
      if (!offered.ok) throw errors[offered.refusal.code]()
      return offered.value
    }),
  ),

  getDayBoard: implement.getDayBoard.handler(({ input, context }) => {
    const { startsAt, endsAt } = dayBounds(input.day, context.clinic.timeZone)
    // `items` are what is shown of patients: a day without a visit shows nothing of anybody.
    const { items, slots, doctors } = context.read((unit) => {
      const visits = store.readBoardVisits(unit, startsAt, endsAt)
      for (const { id, patientId } of visits) unit.seen({ kind: 'consultation', id, patientId })
      return { items: visits, slots: readAllSlots(unit, startsAt, endsAt), doctors: readDoctors(unit) }
    })
    const onBoard = withVisits(items)
    return {
      day: input.day,
      doctors: doctors.map(({ id, displayName, specialty }) => ({
        id,
        displayName,
        specialty,
        slots: slots.filter(({ doctorId }) => doctorId === id).map(onBoard),
      })),
    }
  }),

  getWeekBoard: implement.getWeekBoard.handler(({ input, context, errors }) => {
    const { timeZone } = context.clinic
    const days = weekOf(input.day)
    const { startsAt } = dayBounds(days[0] ?? input.day, timeZone)
    const { endsAt } = dayBounds(days.at(-1) ?? input.day, timeZone)
    const { items, slots, doctor } = context.read((unit) => {
      const visits = store.readBoardVisits(unit, startsAt, endsAt, input.doctorId)
      for (const { id, patientId } of visits) unit.seen({ kind: 'consultation', id, patientId })
      const offered = readSlots(unit, input.doctorId, startsAt, endsAt)
      return { items: visits, slots: offered, doctor: readDoctor(unit, input.doctorId) }
    })
    if (!doctor) throw errors.DOCTOR_UNKNOWN()
    const onBoard = withVisits(items)
    const { id, displayName, specialty } = doctor
    return {
      doctor: { id, displayName, specialty },
      days: days.map((day) => ({
        day,
        slots: slots.filter((slot) => dayOf(slot.startsAt, timeZone) === day).map(onBoard),
      })),
    }
  }),

  bookConsultation: implement.bookConsultation.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const patient = readPatient(unit, input.patientId)
      if (!patient) throw errors.PATIENT_UNKNOWN()
      const facts = readBookingFacts(unit, context, patient, input.slotId)
      if (!facts) throw errors.SLOT_UNKNOWN()
      const { slot, doctor } = facts
      const decision = decideBooking(input.mode, facts)
      if (!decision.ok) {
        const { refusal } = decision
        if (refusal.code === 'SLOT_TAKEN') throw errors.SLOT_TAKEN({ data: { slotId: slot.id } })
        if (refusal.code === 'NOT_LICENSED')
          throw errors.NOT_LICENSED({ message: refusal.reason, data: { reason: refusal.reason } })
        throw errors[refusal.code]()
      }
      const booked = bookSlot(unit, context, input, { slot, doctor, bookedBy: context.actor.staff.id })
      if (!booked) throw errors.SLOT_TAKEN({ data: { slotId: slot.id } })
      return booked
    }),
  ),

  getConsultation: implement.getConsultation.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const consultation = readConsultation(unit, input.consultationId)
      if (!consultation) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: consultation.id, patientId: consultation.patientId })
      return asScheduled(unit, context.actor.staff, consultation, context.now())
    }),
  ),

  checkIn: implement.checkIn.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideCheckIn(before, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, context, decision.value)
    }),
  ),

  cancelConsultation: implement.cancelConsultation.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideCancellation(before, input.reason)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, context, decision.value)
    }),
  ),

  markNoShow: implement.markNoShow.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideNoShow(before, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, context, decision.value)
    }),
  ),

  restoreConsultation: implement.restoreConsultation.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      const patient = before && readPatient(unit, before.patientId)
      const facts = patient && readBookingFacts(unit, context, patient, before.slotId)
      if (!facts) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideRestoring(before, facts)
      if (decision.ok) return changed(unit, context, decision.value)
      const { refusal } = decision
      if (refusal.code === 'NOT_LICENSED')
        throw errors.NOT_LICENSED({ message: refusal.reason, data: { reason: refusal.reason } })
      throw errors[refusal.code]()
    }),
  ),
}

/** What a booking of a slot is decided on; undefined when the slot or its doctor is not known. */
function readBookingFacts(db: Reader, context: Context, patient: Patient, slotId: SlotId) {
  const { clinic } = context
  const slot = readSlot(db, slotId)
  const doctor = slot && readDoctor(db, slot.doctorId)
  if (!slot || !doctor) return undefined
  const place = patient.address?.jurisdiction ?? clinic.jurisdiction
  return { slot, doctor, place, day: dayOf(slot.startsAt, clinic.timeZone), now: context.now() }
}

const todayOf = (context: Context) => dayOf(context.now(), context.clinic.timeZone)

function withNextSlots(db: Reader, doctors: readonly DoctorRecord[], context: Context): Doctor[] {
  const ids = doctors.map(({ id }) => id)
  const free = readNextFreeSlots(db, ids, context.now(), nextSlotsShown)
  return doctors.map((doctor) => ({
    ...doctor,
    nextFreeSlots: free.filter(({ doctorId }) => doctorId === doctor.id),
  }))
}

function profileOf(db: Reader, doctor: DoctorRecord, context: Context): DoctorProfile {
  const nextFreeSlots = readNextFreeSlots(db, [doctor.id], context.now(), nextSlotsShown)
  return { ...doctor, nextFreeSlots, ...checkCompliance(doctor, context.clinic.jurisdiction, todayOf(context)) }
}

/** A visit that the schedule changed, as it shows it to this person. */
const changed = (unit: WriteUnit, { actor, now }: Context, visit: Consultation): Consultation =>
  asScheduled(unit, actor.staff, changeVisit(unit, visit), now())
