import { authorized, type Context } from '../dispatch.js'
import { readStaff } from '../identity/reads.js'
import { ConsultationId, SlotId } from '../kernel/ids.js'
import { dayBounds, dayOf } from '../kernel/instant.js'
import { readPatient } from '../patients/reads.js'
import { fullName } from '../patients/rules.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
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
  bookedConsultation,
  checkCompliance,
  decideBooking,
  decideCancellation,
  decideCheckIn,
  decideNoShow,
  isMatch,
  stretchesOf,
} from './rules.js'
import * as store from './store.js'

/** How many free slots a doctor is shown with: enough to choose from on the phone. */
const nextSlotsShown = 3

const implement = authorized.scheduling

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
      const version = store.saveDoctor(unit, doctor)
      // The profile is a part of the staff record with versions of its own; the sign-in part travels separately.
      unit.recorded({ kind: 'staff', id: doctorId, patientId: null, version, body: { doctor, version } })
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
      const stretches = stretchesOf(input, context.clinic.timeZone)
      if (!stretches.ok) throw errors[stretches.refusal.code]()
      const first = stretches.value.at(0)
      const last = stretches.value.at(-1)
      if (first && last && store.hasSlotIn(unit, input.doctorId, first.startsAt, last.endsAt)) throw errors.OVERLAPS()
      return stretches.value.map((stretch): Slot => {
        const { doctorId, isTelemedicine } = input
        const slot = { ...stretch, id: SlotId.parse(context.newId()), doctorId, isTelemedicine, bookedBy: null }
        store.insertSlot(unit, slot)
        unit.recorded({ kind: 'slot', id: slot.id, patientId: null, version: 1, body: slot })
        return slot
      })
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
    const visits = new Map(items.map((visit) => [visit.id, visit]))
    const onBoard = (slot: Slot): BoardSlot => {
      const visit = slot.bookedBy === null ? undefined : visits.get(slot.bookedBy)
      if (!visit) return { ...slot, consultation: null }
      const { givenName, familyName, ...consultation } = visit
      return { ...slot, consultation: { ...consultation, patientName: fullName({ givenName, familyName }) } }
    }
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

  bookConsultation: implement.bookConsultation.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const patient = readPatient(unit, input.patientId)
      if (!patient) throw errors.PATIENT_UNKNOWN()
      const slot = readSlot(unit, input.slotId)
      const doctor = slot && readDoctor(unit, slot.doctorId)
      if (!slot || !doctor) throw errors.SLOT_UNKNOWN()
      const decision = decideBooking(input.mode, {
        slot,
        doctor,
        place: patient.address?.jurisdiction ?? context.clinic.jurisdiction,
        day: dayOf(slot.startsAt, context.clinic.timeZone),
        now: context.now(),
      })
      if (!decision.ok) {
        const { refusal } = decision
        if (refusal.code === 'SLOT_TAKEN') throw errors.SLOT_TAKEN({ data: { slotId: slot.id } })
        if (refusal.code === 'NOT_LICENSED')
          throw errors.NOT_LICENSED({ message: refusal.reason, data: { reason: refusal.reason } })
        throw errors[refusal.code]()
      }
      const consultation = bookedConsultation(input, slot, {
        id: ConsultationId.parse(context.newId()),
        code: freeCode(unit, context),
        feeMinor: doctor.feeMinor,
        currency: doctor.currency,
        bookedBy: context.actor.staff.id,
        now: context.now(),
      })
      if (!store.insertConsultation(unit, consultation)) throw errors.SLOT_TAKEN({ data: { slotId: slot.id } })
      unit.registerOnChain(patient.id)
      return recorded(unit, consultation)
    }),
  ),

  getConsultation: implement.getConsultation.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const consultation = readConsultation(unit, input.consultationId)
      if (!consultation) throw errors.CONSULTATION_UNKNOWN()
      unit.seen({ kind: 'consultation', id: consultation.id, patientId: consultation.patientId })
      return consultation
    }),
  ),

  checkIn: implement.checkIn.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideCheckIn(before, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, decision.value)
    }),
  ),

  cancelConsultation: implement.cancelConsultation.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideCancellation(before, input.reason)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, decision.value)
    }),
  ),

  markNoShow: implement.markNoShow.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readConsultation(unit, input.consultationId)
      if (!before) throw errors.CONSULTATION_UNKNOWN()
      const decision = decideNoShow(before, context.now())
      if (!decision.ok) throw errors[decision.refusal.code]()
      return changed(unit, decision.value)
    }),
  ),
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

function freeCode(db: Reader, context: Context): string {
  let code = context.newCode('V')
  while (store.isCodeTaken(db, code)) code = context.newCode('V')
  return code
}

function changed(unit: WriteUnit, consultation: Consultation): Consultation {
  store.updateConsultation(unit, consultation)
  return recorded(unit, consultation)
}

function recorded(unit: WriteUnit, consultation: Consultation): Consultation {
  const { id, patientId, version } = consultation
  unit.recorded({ kind: 'consultation', id, patientId, version, body: consultation })
  return consultation
}
