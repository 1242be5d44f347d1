import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMessage, sealMessage } from '../../adapters/rooms/sealing.js'
import { readJoinLink } from '../../core/kernel/rooms/link.js'
import { StoredMessages } from '../../core/kernel/rooms/messages.js'
import { codeOf } from '../support/catalogue.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { newRelayHome, openTestRelay, type RelayHome } from '../support/relay.js'
import { mediaWorker, Visitor } from '../support/room-visitor.js'
import { beginVisit } from '../support/visit.js'

/** A clinic of real records, a real relay with media, and the patient's page as a socket. */
let clinic: TestClinic
let home: RelayHome
let relay: Awaited<ReturnType<typeof openTestRelay>>
beforeAll(async () => {
  home = await newRelayHome(null)
  clinic = await openClinic()
  // Both go by the clinic's clock.
  const nowMs = () => Date.parse(clinic.clock.now())
  relay = await openTestRelay(home, { nowMs, rooms: { workerFile: mediaWorker(), workers: 1 } })
})
afterAll(async () => {
  await clinic.close()
  await relay.close()
  home.remove()
})

/** Asks again whenever the node says that something changed, until it is so. */
async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  const stop = new AbortController()
  const events = clinic.records.notices.subscribe(stop.signal)
  try {
    for (;;) {
      const next = events.next()
      const answer = await ask()
      if (isSo(answer)) return answer
      await next
    }
  } finally {
    stop.abort()
  }
}

it('goes from the link to the record of the call, with messages from both sides', async () => {
  const { visit: consultation, doctor } = await beginVisit(clinic)
  const desk = await clinic.as('front-desk')
  const visit = { consultationId: consultation.id }
  const refused = await codeOf(desk.telehealth.invitePatient(visit))
  expect(refused).toBe('RELAY_REFUSED')
  const connected = await clinic.records.devices.connect({
    url: relay.url,
    fingerprint: null,
    deviceName: 'Front desk',
    admission: null,
  })
  expect(connected.ok).toBe(true)

  const { link } = await desk.telehealth.invitePatient(visit)
  const parts = readJoinLink(new URL(link).pathname, new URL(link).hash)
  if (!parts) throw new Error('The link cannot be read.')
  const patient = new Visitor(relay.url, parts.room, { kind: 'token', token: parts.token })
  const { self } = await patient.enters()
  const lobby = await until(
    () => desk.telehealth.listLobby({}),
    ({ items }) => items[0]?.patient === 'waiting',
  )
  expect(lobby.items[0]).toMatchObject({ consultationId: consultation.id, isDoctorIn: false })

  const joined = await doctor.telehealth.joinConsultation(visit)
  expect(joined).toMatchObject({ role: 'doctor', room: parts.room, roomSecret: parts.key })
  const inCall = new Visitor(relay.url, joined.room, { kind: 'token', token: joined.token })
  await inCall.enters()
  await inCall.ask('admit', { participant: self })
  await patient.hears('moved', ({ state }) => state === 'admitted')
  const call = await desk.telehealth.getCall(visit)
  expect(call.participants?.map(({ role, state }) => [role, state]).sort()).toEqual([
    ['doctor', 'admitted'],
    ['patient', 'admitted'],
  ])
  await patient.ask('report', { ...report, step: 'low' })

  // The line gets too weak: the patient writes, and the doctor answers with a photo.
  const payload = sealMessage(parts.room, parts.key, { v: 1, text: 'It itches here', photos: [jpeg] })
  const posted = await fetch(`${relay.url}/v1/rooms/${parts.room}/messages`, {
    method: 'POST',
    headers: { authorization: `Session ${patient.session}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messageId: randomBytes(16).toString('base64url'), payload }),
  })
  expect(posted.status).toBe(201)
  const { items } = await until(
    () => doctor.telehealth.listMessages(visit),
    ({ items }) => items.length === 1,
  )
  expect(items[0]).toMatchObject({ from: 'patient', text: 'It itches here' })
  const photoId = items[0]?.photos[0]?.id
  if (!photoId) throw new Error('The photo is missing.')
  expect(await doctor.telehealth.getPhoto({ ...visit, photoId })).toEqual(jpeg)
  expect(await codeOf(doctor.telehealth.sendMessage({ ...visit, text: ' ', photos: [] }))).toBe('NOTHING_SAID')
  const nonsense = { mediaType: 'image/png', content: 'AAAA' } as const
  expect(await codeOf(doctor.telehealth.sendMessage({ ...visit, text: '', photos: [nonsense] }))).toBe(
    'PHOTO_UNREADABLE',
  )
  await doctor.telehealth.sendMessage({ ...visit, text: 'Use the cream', photos: [jpeg] })
  await patient.hears('messages', ({ lastSeq }) => lastSeq === 2)
  const listed = await fetch(`${relay.url}/v1/rooms/${parts.room}/messages?after=1`, {
    headers: { authorization: `Session ${patient.session}` },
  })
  const [answer] = StoredMessages.parse(await listed.json()).messages
  expect(openMessage(parts.room, parts.key, answer?.payload ?? '')).toEqual({
    v: 1,
    text: 'Use the cream',
    photos: [jpeg],
  })

  clinic.clock.advance(5)
  await inCall.ask('endCall', {})
  await patient.hears('callEnded')
  const record = await doctor.telehealth.endCall(visit)
  expect(record).toMatchObject({
    quality: 'fair',
    connectionLosses: 0,
    durationSeconds: 300,
    participantMinutes: 10,
    recordedBy: expect.stringContaining('doctor'),
  })
  expect(record?.participants.map(({ role }) => role).sort()).toEqual(['doctor', 'patient'])
  // Asked again, nothing is counted twice.
  expect(await doctor.telehealth.endCall(visit)).toEqual(record)
  expect((await doctor.telehealth.getCall(visit)).calls).toEqual([record])
  expect(clinic.defects).toEqual([])
  expect(relay.defects).toEqual([])
  // The relay knows nobody's name and no word of theirs.
  const known = JSON.stringify(relay.events)
  expect(known).not.toContain(parts.key)
  expect(known).not.toContain(consultation.patientId)
})

const jpeg = {
  mediaType: 'image/jpeg',
  content: Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]).toString('base64url'),
} as const
const report = { roundTripMs: 90, lossPercent: 1, sentKbps: 90, receivedKbps: 90, framesDecoded: 10 } as const
