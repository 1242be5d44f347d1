import { randomBytes } from 'node:crypto'
import type { RoomStay } from '../../core/kernel/rooms/clinic.js'
import type { QualityReport } from '../../core/kernel/rooms/requests.js'
import type { SeatRow, StayRow } from '../store/rooms.js'
import { lowerStep } from './rules.js'

/** A stay of a participant in the call, as it begins, is counted and ends. */

export const beginStay = ({ seat, role }: Pick<SeatRow, 'seat' | 'role'>, nowMs: number): StayRow => ({
  id: randomBytes(16).toString('base64url'),
  seat,
  role,
  admittedAt: nowMs,
  seenAt: nowMs,
  leftAt: null,
  losses: 0,
  reports: 0,
  roundTripSum: 0,
  lossSum: 0,
  lowestStep: null,
})

export const withReport = (stay: StayRow, { step, roundTripMs, lossPercent }: QualityReport): StayRow => ({
  ...stay,
  reports: stay.reports + 1,
  roundTripSum: stay.roundTripSum + (roundTripMs ?? 0),
  lossSum: stay.lossSum + Math.round((lossPercent ?? 0) * 10),
  lowestStep: lowerStep(stay.lowestStep, step),
})

/** As the clinic gets it. Where the relay was killed, a stay ends when it was last seen. */
export const shownStay = (stay: StayRow, isOpen: boolean): RoomStay => ({
  role: stay.role,
  participant: stay.seat,
  admittedAt: stay.admittedAt,
  leftAt: stay.leftAt ?? (isOpen ? null : stay.seenAt),
  losses: stay.losses,
  reports: stay.reports,
  roundTripMs: stay.reports > 0 ? Math.round(stay.roundTripSum / stay.reports) : null,
  lossPercent: stay.reports > 0 ? stay.lossSum / stay.reports / 10 : null,
  lowestStep: stay.lowestStep,
})
