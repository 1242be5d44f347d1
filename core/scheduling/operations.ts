import * as z from 'zod'
import { ConsultationId, SlotId, StaffId } from '../kernel/ids.js'
import { CalendarDate } from '../kernel/instant.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import { LanguageTag } from '../patients/model.js'
import { Jurisdiction } from '../tenancy/model.js'
import {
  BookConsultation,
  Capability,
  Consultation,
  DayBoard,
  Doctor,
  DoctorProfile,
  OfferSlots,
  SaveDoctor,
  Slot,
  WeekBoard,
} from './model.js'

const CONSULTATION_UNKNOWN = {
  status: 404,
  message: 'This visit is not known here. It may have been made on a workstation that has not synced yet.',
} as const
const DOCTOR_UNKNOWN = { status: 404, message: 'This doctor does not work here. Choose another.' } as const
const NOT_LICENSED = {
  status: 409,
  message: 'The doctor may not treat by video where the patient is.',
  data: z.object({ reason: z.string() }),
} as const

export const scheduling = {
  listDoctors: query('scheduling:read', { aliases: ['GET /doctors'] })
    .route({
      method: 'GET',
      path: '/api/telemedicine/doctors',
      summary: 'Doctors with their capabilities and next free slots',
    })
    .input(
      z.strictObject({
        specialty: z.string().max(80).optional(),
        language: LanguageTag.optional(),
        jurisdiction: Jurisdiction.optional(),
        capability: Capability.optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(Doctor)),
  getDoctor: query('scheduling:read', { aliases: ['GET /doctor/{doctorId}'] })
    .route({
      method: 'GET',
      path: '/api/telemedicine/doctors/{doctorId}',
      summary: 'A doctor’s profile, licenses and compliance',
    })
    .input(z.strictObject({ doctorId: StaffId }))
    .output(DoctorProfile)
    .errors({ DOCTOR_UNKNOWN }),
  saveDoctor: command('identity:manage')
    .route({ method: 'PUT', path: '/api/telemedicine/doctors/{doctorId}', summary: 'Write a doctor’s profile' })
    .input(SaveDoctor)
    .output(DoctorProfile)
    .errors({
      DOCTOR_UNKNOWN,
      NOT_A_DOCTOR: { status: 409, message: 'Only a member of staff with the role doctor has a profile.' },
    }),
  listSlots: query('scheduling:read')
    .route({
      method: 'GET',
      path: '/api/telemedicine/doctors/{doctorId}/slots',
      summary: 'A doctor’s slots on one day',
    })
    .input(z.strictObject({ doctorId: StaffId, day: CalendarDate }))
    .output(z.array(Slot)),
  offerSlots: command('scheduling:write')
    .route({
      method: 'POST',
      path: '/api/telemedicine/doctors/{doctorId}/slots',
      successStatus: 201,
      summary: 'Offer a doctor’s time',
    })
    .input(OfferSlots)
    .output(z.array(Slot))
    .errors({
      DOCTOR_UNKNOWN,
      TOO_SHORT: {
        status: 422,
        message: 'No slot of this length fits between the two times. Choose a later end, or shorter slots.',
      },
      TIMES_REVERSED: { status: 422, message: 'The end lies before the beginning. Swap the two times.' },
      OVERLAPS: { status: 409, message: 'The doctor already has slots in this time. Choose another time.' },
    }),
  getDayBoard: query('scheduling:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/scheduling/days/{day}', summary: 'Every doctor’s day, side by side' })
    .input(z.strictObject({ day: CalendarDate }))
    .output(DayBoard),
  getWeekBoard: query('scheduling:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/scheduling/doctors/{doctorId}/weeks/{day}',
      summary: 'One doctor’s week, day by day; the day is any of it',
    })
    .input(z.strictObject({ doctorId: StaffId, day: CalendarDate }))
    .output(WeekBoard)
    .errors({ DOCTOR_UNKNOWN }),
  bookConsultation: command('scheduling:write', { aliases: ['POST /telemedicine/consultation'] })
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation',
      successStatus: 201,
      summary: 'Book a consultation',
    })
    .input(BookConsultation)
    .output(Consultation)
    .errors({
      PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here. Search again or register them.' },
      SLOT_UNKNOWN: { status: 404, message: 'This time is no longer offered. Choose another.' },
      SLOT_TAKEN: {
        status: 409,
        message: 'This time has just been taken. Choose another.',
        data: z.object({ slotId: SlotId }),
      },
      SLOT_PAST: { status: 409, message: 'This time has passed. Choose another.' },
      NOT_TELEMEDICINE: {
        status: 409,
        message: 'The doctor sees patients in person at this time. Choose another time, or a visit in person.',
      },
      NOT_LICENSED,
    }),
  getConsultation: query('scheduling:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/telemedicine/consultation/{consultationId}', summary: 'One consultation' })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Consultation)
    .errors({ CONSULTATION_UNKNOWN }),
  checkIn: command('scheduling:write')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/check-in',
      summary: 'The patient is here: into the lobby',
    })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_BOOKED: { status: 409, message: 'Only a booked visit can be checked in. Look at its state.' },
    }),
  cancelConsultation: command('scheduling:write')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/cancel',
      summary: 'Cancel a consultation; the slot is free again',
    })
    .input(z.strictObject({ consultationId: ConsultationId, reason: line(200) }))
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      TOO_LATE: { status: 409, message: 'This visit has begun or ended; it can no longer be canceled.' },
    }),
  markNoShow: command('scheduling:write')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/no-show',
      summary: 'The patient did not come',
    })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_BOOKED: { status: 409, message: 'Only a booked visit can be marked as missed. Look at its state.' },
      NOT_YET: { status: 409, message: 'The visit has not begun yet; the patient may still come.' },
    }),
  restoreConsultation: command('scheduling:write')
    .route({
      method: 'POST',
      path: '/api/telemedicine/consultation/{consultationId}/restore',
      summary: 'A visit that was canceled or missed by mistake takes place after all',
    })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_CALLED_OFF: { status: 409, message: 'This visit is neither canceled nor missed. Nothing was changed.' },
      SLOT_TAKEN: {
        status: 409,
        message: 'Somebody else has this time by now. The visit stays as it is; book another time for it.',
      },
      NOT_LICENSED,
    }),
}
