import { afterAll, beforeAll, expect, test } from 'vitest'
import { JoinedCall } from '../../../core/telehealth/model.js'
import { Visitor } from '../../support/room-visitor.js'
import { type ClinicCall, openClinicCall } from '../clinic-call.js'
import { morePictures } from '../setting.js'

/** A rural clinic: the nurse sits beside the patient at the front desk's workstation, and the doctor is elsewhere, with a program of their own. */
let call: ClinicCall
beforeAll(async () => {
  call = await openClinicCall('desk')
})
afterAll(() => call?.close())

test('a companion joins from the front desk, is admitted by the doctor, and sees the patient', async () => {
  const patient = await call.patientComes()
  const program = await call.doctorProgram()
  const path = `/api/telemedicine/consultation/${call.visit}`
  const joined = JoinedCall.parse(await program.post(`${path}/join`, {}))
  expect(joined.role).toBe('doctor')
  const doctor = new Visitor(call.relayUrl, joined.room, { kind: 'token', token: joined.token })
  await doctor.enters()
  await call.panel().getByRole('button', { name: 'Join as companion' }).click()
  await call.panel().getByText('The doctor admits you.').waitFor()
  const { participants } = await doctor.hears('participants', (event) =>
    event.participants.some(({ role }) => role === 'companion'),
  )
  for (const { id, role } of participants) if (role !== 'doctor') await doctor.ask('admit', { participant: id })
  await Promise.all([morePictures(call.page), morePictures(patient)])
  // The companion decides about nobody.
  expect(await call.panel().getByRole('button', { name: 'Remove' }).count()).toBe(0)
  const state = await program.get(`${path}/call`)
  expect(state).toMatchObject({ isVideo: true, hasRoom: true, problem: null })
  expect((state as { participants: { role: string }[] }).participants.map(({ role }) => role).sort()).toEqual([
    'companion',
    'doctor',
    'patient',
  ])
  await program.post(`${path}/call/end`, { isRoomClosed: true })
  await patient.getByRole('heading', { name: 'The call has ended' }).waitFor()
  await call.panel().getByText('The call has ended. The visit goes on until you end it below.').waitFor()
})
