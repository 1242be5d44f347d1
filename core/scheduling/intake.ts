import { ConsultationId, SlotId, type StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { WriteUnit } from '../ports/unit.js'
import type { BookConsultation, Consultation, OfferSlots, Slot } from './model.js'
import type { DoctorRecord } from './reads.js'
import { bookedConsultation, stretchesOf } from './rules.js'
import * as store from './store.js'

/** What a new record is made with. */
export interface Making {
  now(): Instant
  newId(): string
  newCode(prefix: string): string
}

/** Writes the profile of a member of staff who is a doctor. */
export function saveDoctor(unit: WriteUnit, doctor: DoctorRecord): void {
  const version = store.readDoctorVersion(unit, doctor.id) + 1
  store.putDoctor(unit, doctor, version)
  unit.recorded({ kind: 'doctor', id: doctor.id, patientId: null, version, body: { ...doctor, version } })
}

/** Offers a doctor's time in equal slots; the doctor has a profile. */
export function offerSlots(
  unit: WriteUnit,
  making: Pick<Making, 'newId'>,
  offer: OfferSlots,
  timeZone: string,
): Outcome<Slot[], { code: 'TIMES_REVERSED' | 'TOO_SHORT' | 'OVERLAPS' }> {
  const stretches = stretchesOf(offer, timeZone)
  if (!stretches.ok) return stretches
  const { doctorId, isTelemedicine } = offer
  const first = stretches.value.at(0)
  const last = stretches.value.at(-1)
  if (first && last && store.hasSlotIn(unit, doctorId, first.startsAt, last.endsAt)) return refuse({ code: 'OVERLAPS' })
  return accept(
    stretches.value.map((stretch): Slot => {
      const slot = { ...stretch, id: SlotId.parse(making.newId()), doctorId, isTelemedicine, bookedBy: null }
      store.insertSlot(unit, slot)
      unit.recorded({ kind: 'slot', id: slot.id, patientId: null, version: 1, body: slot })
      return slot
    }),
  )
}

/** Books what was found bookable (`decideBooking`). @returns undefined, having written nothing, where the slot was taken since. */
export function bookSlot(
  unit: WriteUnit,
  making: Making,
  request: BookConsultation,
  place: { slot: Slot; doctor: Pick<DoctorRecord, 'feeMinor' | 'currency'>; bookedBy: StaffId },
): Consultation | undefined {
  const consultation = bookedConsultation(request, place.slot, {
    id: ConsultationId.parse(making.newId()),
    code: freeCode(unit, making),
    feeMinor: place.doctor.feeMinor,
    currency: place.doctor.currency,
    bookedBy: place.bookedBy,
    now: making.now(),
  })
  if (!store.insertConsultation(unit, consultation)) return undefined
  unit.registerOnChain(consultation.patientId)
  return recorded(unit, consultation)
}

/** Puts the next state of a visit that has not begun in the place of the one before. */
export function changeVisit(unit: WriteUnit, consultation: Consultation): Consultation {
  store.updateConsultation(unit, consultation)
  return recorded(unit, consultation)
}

function freeCode(unit: WriteUnit, making: Pick<Making, 'newCode'>): string {
  let code = making.newCode('V')
  while (store.isCodeTaken(unit, code)) code = making.newCode('V')
  return code
}

function recorded(unit: WriteUnit, consultation: Consultation): Consultation {
  const { id, patientId, version } = consultation
  unit.recorded({ kind: 'consultation', id, patientId, version, body: consultation })
  return consultation
}
