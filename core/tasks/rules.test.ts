import { expect, test } from 'vitest'
import { ClaimId, ConsultationId, OrderId, PatientId, StaffId, TaskId } from '../kernel/ids.js'
import { decideDone, type NewTask, openTask, taskAfter } from './rules.js'

const patientId = PatientId.parse('p'.repeat(22))
const consultationId = ConsultationId.parse('c'.repeat(22))
const doctorId = StaffId.parse('d'.repeat(22))
const taskId = TaskId.parse('t'.repeat(22))
const at = '2026-11-21T22:30:00.000Z'
const call: NewTask = {
  kind: 'other',
  title: 'Call about the results',
  patientId,
  patientName: 'Amina Otieno',
  consultationId: null,
  dueOn: '2026-11-22',
  forRole: 'front-desk',
  forStaff: null,
}

test('a task is done once, with what came of it', () => {
  const task = openTask(call, taskId, at)
  const later = '2026-11-22T08:00:00.000Z'
  const done = decideDone(task, 'Reached her', 'Ana Kip', later)
  expect(done).toEqual({
    ok: true,
    value: { ...task, state: 'done', outcome: 'Reached her', doneAt: later, doneBy: 'Ana Kip', version: 2 },
  })
  expect(done.ok && decideDone(done.value, 'Again', 'Ben', later)).toEqual({
    ok: false,
    refusal: { code: 'ALREADY_DONE' },
  })
})

test('a follow-up is the doctor’s, due as many days later as the clinic counts them', () => {
  const event = { type: 'encounterCompleted', consultationId, patientId, doctorId, at } as const
  expect(taskAfter({ ...event, followUp: { afterDays: 7, reason: 'See the wound' } }, 'Africa/Nairobi')).toEqual({
    kind: 'follow-up',
    title: 'See the wound',
    patientId,
    consultationId,
    dueOn: '2026-11-29',
    forRole: null,
    forStaff: doctorId,
  })
  expect(taskAfter({ ...event, followUp: null }, 'Africa/Nairobi')).toBeUndefined()
})

test('a denied claim is billing’s work of the same day', () => {
  const claimId = ClaimId.parse('k'.repeat(22))
  const denied = { type: 'claimDenied', claimId, claimCode: 'C-000000', patientId, consultationId, at } as const
  expect(taskAfter({ ...denied, reason: 'The diagnosis is missing.' }, 'UTC')).toEqual({
    kind: 'claim-denied',
    title: 'Claim C-000000 was denied: The diagnosis is missing.',
    patientId,
    consultationId,
    dueOn: '2026-11-21',
    forRole: 'billing',
    forStaff: null,
  })
})

test('a delivery asks nobody for anything', () => {
  const orderId = OrderId.parse('o'.repeat(22))
  expect(taskAfter({ type: 'orderDelivered', orderId, patientId, consultationId, at }, 'UTC')).toBeUndefined()
})
