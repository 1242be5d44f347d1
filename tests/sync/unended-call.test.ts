import { afterEach, expect, it } from 'vitest'
import { readJoinLink } from '../../core/kernel/rooms/link.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { newRelayHome, openTestRelay, type RelayHome } from '../support/relay.js'
import { mediaWorker, Visitor } from '../support/room-visitor.js'
import { beginVisit } from '../support/visit.js'

/** A call that nobody ends by a button, and what waiting patients are told. */
let clinic: TestClinic
let home: RelayHome
let relay: Awaited<ReturnType<typeof openTestRelay>>
afterEach(async () => {
  await clinic.close()
  await relay.close()
  home.remove()
})

async function open() {
  home = await newRelayHome(null)
  clinic = await openClinic()
  const nowMs = () => Date.parse(clinic.clock.now())
  relay = await openTestRelay(home, { nowMs, rooms: { workerFile: mediaWorker(), workers: 1, graceMs: 20 } })
  const { visit, doctor } = await beginVisit(clinic)
  const here = { url: relay.url, fingerprint: null, deviceName: 'Front desk', admission: null }
  expect((await clinic.records.devices.connect(here)).ok).toBe(true)
  const about = { consultationId: visit.id }
  const { link } = await doctor.telehealth.invitePatient(about)
  const parts = readJoinLink(new URL(link).pathname, new URL(link).hash)
  if (!parts) throw new Error('The link cannot be read.')
  const patient = new Visitor(relay.url, parts.room, { kind: 'token', token: parts.token })
  return { about, doctor, patient, self: (await patient.enters()).self }
}

it('is written down when everybody has gone, with who was there and how often a line was lost', async () => {
  const { about, doctor, patient, self } = await open()
  const joined = await doctor.telehealth.joinConsultation(about)
  const inCall = new Visitor(relay.url, joined.room, { kind: 'token', token: joined.token })
  await inCall.enters()
  await inCall.ask('admit', { participant: self })
  await patient.hears('moved', ({ state }) => state === 'admitted')
  clinic.clock.advance(7)
  // The doctor's computer goes dark, and the patient closes the page.
  inCall.cut()
  await patient.hears('participants', ({ participants }) =>
    participants.some(({ role, isConnected }) => role === 'doctor' && !isConnected),
  )
  patient.cut()
  await Promise.all([inCall.closed, patient.closed])
  const gone = async () => (await doctor.telehealth.getCall(about)).participants?.some((one) => one.isConnected)
  await expect.poll(gone, { timeout: 60_000 }).toBe(false)
  clinic.clock.advance(2)
  const written = async () => {
    // Rounds of a test's clinic run only when something asks for one.
    await doctor.telehealth.sendMessage({ ...about, text: 'Please come back.', photos: [] })
    return (await doctor.telehealth.getCall(about)).calls.length
  }
  await expect.poll(written, { timeout: 60_000 }).toBe(1)
  const { calls } = await doctor.telehealth.getCall(about)
  expect(calls[0]).toMatchObject({ durationSeconds: 420, participantMinutes: 14, recordedBy: 'MediChain' })
  expect(calls[0]?.connectionLosses).toBe(2)
  expect(calls[0]?.participants.map(({ role }) => role).sort()).toEqual(['doctor', 'patient'])
  // Whoever ends it later makes no second one of it.
  expect(await doctor.telehealth.endCall(about)).toEqual(calls[0])
  expect((await doctor.telehealth.getCall(about)).calls).toHaveLength(1)
  expect(clinic.defects).toEqual([])
  expect(relay.defects).toEqual([])
})

it('tells a patient who waits how many are before them', async () => {
  const { patient } = await open()
  const { lobby } = await patient.hears('lobby', ({ lobby: said }) => said.place !== null)
  expect(lobby).toMatchObject({ place: 0, expectedWaitMinutes: expect.any(Number) })
  patient.cut()
  await patient.closed
  expect(clinic.defects).toEqual([])
})
