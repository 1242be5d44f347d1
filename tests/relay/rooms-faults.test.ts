import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { newRelayHome, openTestRelay, type RelayHome } from '../support/relay.js'
import { mediaWorker, rtpOf, TestRoom, Visitor } from '../support/room-visitor.js'
import { foundClinic } from '../support/sync-device.js'

const rooms = { workerFile: mediaWorker(), workers: 1 }
const homes: RelayHome[] = []
afterEach(() => {
  for (const home of homes.splice(0)) home.remove()
})

/** Doctor and patient in one call. */
async function openCall(options: object = {}) {
  const home = await newRelayHome(null)
  homes.push(home)
  const relay = await openTestRelay(home, { rooms, ...options })
  const clinic = await foundClinic(relay.url)
  const room = new TestRoom(clinic)
  const come = async (role: 'doctor' | 'patient') => {
    const { token } = await room.invite(role)
    const visitor = new Visitor(relay.url, room.id, { kind: 'token', token })
    return { visitor, welcome: await visitor.enters() }
  }
  const { visitor: patient, welcome } = await come('patient')
  const { visitor: doctor } = await come('doctor')
  await doctor.ask('admit', { participant: welcome.self })
  await patient.hears('moved', ({ state }) => state === 'admitted')
  return { home, relay, clinic, room, patient, doctor }
}

async function speaks(visitor: Visitor): Promise<string> {
  const { id } = await visitor.ask('createTransport', { direction: 'send' })
  const said = { transportId: id, kind: 'audio', source: 'microphone', rtpParameters: rtpOf('audio') } as const
  return (await visitor.ask('produce', said)).producerId
}

it('a killed media worker is replaced, and who is in the call sets up anew on the same line', async () => {
  const { relay, patient, doctor } = await openCall()
  await speaks(patient)
  await doctor.hears('producer')
  const [pid] = relay.mediaPids()
  if (pid === undefined) throw new Error('No worker runs.')
  process.kill(pid, 'SIGKILL')
  await Promise.all([patient.hears('mediaRestarted'), doctor.hears('mediaRestarted')])
  const producerId = await speaks(patient)
  expect((await doctor.hears('producer', ({ producer }) => producer.id === producerId)).producer.source).toBe(
    'microphone',
  )
  expect(relay.mediaPids()).not.toContain(pid)
  await relay.close()
})

it('a relay that restarts has the rooms, and people come back in by themselves', async () => {
  const { home, relay, room, patient, doctor } = await openCall()
  const { port } = relay
  await relay.close()
  expect(await Promise.all([patient.closed, doctor.closed])).toEqual([1012, 1012])
  expect(await patient.refusedWith()).toBe('RESTARTING')
  const next = await openTestRelay(home, { rooms, port })
  const [again, doctorAgain] = [patient.again(next.url, room.id), doctor.again(next.url, room.id)]
  expect(await again.enters()).toMatchObject({ state: 'admitted', isMediaKept: false })
  await doctorAgain.enters()
  await speaks(again)
  await doctorAgain.hears('producer')
  await next.close()
})

it('a participant whose line broke finds the transports as they were, and one who stays away has left', async () => {
  const { relay, room, patient, doctor } = await openCall({ rooms: { ...rooms, graceMs: 50 } })
  const producerId = await speaks(patient)
  await doctor.hears('producer')
  patient.cut()
  await doctor.hears('participants', ({ participants }) => participants.some(({ isConnected }) => !isConnected))
  await doctor.hears('producerGone', (event) => event.producerId === producerId)
  const back = patient.again(relay.url, room.id)
  expect(await back.enters()).toMatchObject({ state: 'admitted', isMediaKept: false })
  await relay.close()
  const kept = await openCall()
  await speaks(kept.patient)
  kept.patient.cut()
  const soon = kept.patient.again(kept.relay.url, kept.room.id)
  soon.session = kept.patient.session
  expect(await soon.enters()).toMatchObject({ state: 'admitted', isMediaKept: true })
  await kept.relay.close()
})

it('refuses what is not of the protocol, and the call of the others goes on', async () => {
  const { relay, room, patient, doctor } = await openCall()
  const stranger = async () => {
    const { token } = await room.invite('companion')
    const visitor = new Visitor(relay.url, room.id, { kind: 'token', token })
    await visitor.enters()
    return visitor
  }
  const large = await stranger()
  large.sendRaw(Buffer.alloc(1_048_576, 97))
  expect(await large.closed).toBe(1009)
  const odd = await stranger()
  odd.sendRaw(JSON.stringify({ type: 'ask', id: 999, name: 'recordEverything', data: {} }))
  expect((await odd.hears('denied')).refusal.code).toBe('UNKNOWN_MESSAGE')
  odd.sendRaw('{')
  expect(await odd.refusedWith()).toBe('MALFORMED')
  await expect(odd.ask('createTransport', { direction: 'sideways' } as never)).rejects.toThrow('MALFORMED')
  await expect(odd.ask('endCall', {})).rejects.toThrow('NOT_ADMITTED')
  for (let sent = 0; sent < 12; sent += 1) odd.sendRaw('nonsense')
  expect(await odd.closed).toBe(4400)
  const loud = await stranger()
  for (let sent = 0; sent < 1_000; sent += 1)
    loud.sendRaw(JSON.stringify({ type: 'ask', id: sent + 1, name: 'leave', data: 0 }))
  expect((await loud.hears('refused', ({ refusal }) => refusal.code === 'TOO_MANY')).refusal.message).toContain(
    'Too many',
  )
  expect(await loud.closed).toBe(4400)
  expect(await doctor.ask('pass', { to: null, about: 'chat', payload: 'YQ' })).toEqual({ delivered: 1 })
  await patient.hears('passed')
  expect(relay.defects).toEqual([])
  await relay.close()
})

it('a thousand joins at once are refused with a reason, and the call goes on', async () => {
  const { relay, room, patient, doctor } = await openCall()
  const token = () => randomBytes(32).toString('base64url')
  const all = Array.from({ length: 1_000 }, () => new Visitor(relay.url, room.id, { kind: 'token', token: token() }))
  const codes = new Set(await Promise.all(all.map((visitor) => visitor.refusedWith())))
  for (const code of codes) expect(['TOKEN_UNKNOWN', 'TOO_MANY']).toContain(code)
  expect(await doctor.ask('pass', { to: null, about: 'chat', payload: 'YQ' })).toEqual({ delivered: 1 })
  await patient.hears('passed')
  await relay.close()
})

it('says that it has no program for calls, where it has none', async () => {
  const home = await newRelayHome(null)
  homes.push(home)
  const relay = await openTestRelay(home)
  const room = new TestRoom(await foundClinic(relay.url))
  const { token } = await room.invite('patient')
  const visitor = new Visitor(relay.url, room.id, { kind: 'token', token })
  expect(await visitor.refusedWith()).toBe('NO_VIDEO_HERE')
  await relay.close()
})

it('a socket that says nothing is let go', async () => {
  const home = await newRelayHome(null)
  homes.push(home)
  const relay = await openTestRelay(home, { rooms })
  const socket = connect(relay.port, '127.0.0.1')
  const key = randomBytes(16).toString('base64')
  socket.write(
    `GET /v1/rooms/${'a'.repeat(22)}/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  let heard = ''
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1')
  })
  await new Promise((done) => socket.once('close', done))
  expect(heard).toContain('MALFORMED')
  await relay.close()
})
