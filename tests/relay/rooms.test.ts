import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { RoomState, RoomUsage } from '../../core/kernel/rooms/clinic.js'
import { openTestRelay } from '../support/relay.js'
import { mediaWorker, rtpOf, TestRoom, Visitor } from '../support/room-visitor.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic } from '../support/sync-device.js'

const rooms = { workerFile: mediaWorker(), workers: 1 }
const token = (text: string) => ({ kind: 'token', token: text }) as const

onBothStores('rooms', (newHome) => {
  async function open(options: object = {}) {
    const relay = await openTestRelay(await newHome(), { rooms: { ...rooms, ...options } })
    const clinic = await foundClinic(relay.url)
    const room = new TestRoom(clinic)
    const come = async (role: Parameters<TestRoom['invite']>[0], more = {}) => {
      const { token: text, seat } = await room.invite(role, more)
      return { visitor: new Visitor(relay.url, room.id, token(text)), text, seat }
    }
    return { relay, clinic, room, come }
  }

  it('a patient waits until the doctor admits, and then each sees what the other sends', async () => {
    const { relay, clinic, room, come } = await open()
    const { visitor: patient, seat } = await come('patient')
    const waiting = await patient.enters()
    expect([waiting.state, waiting.producers]).toEqual(['waiting', []])
    await room.open({ lobby: { place: 2, expectedWaitMinutes: 15 } })
    await patient.hears('lobby', ({ lobby }) => lobby.place === 2)
    const { visitor: doctor } = await come('doctor')
    expect((await doctor.enters()).participants.map(({ role, state }) => [role, state])).toContainEqual([
      'patient',
      'waiting',
    ])
    // Camera and transports may stand before; the doctor sees nothing of them yet.
    const transport = await patient.ask('createTransport', { direction: 'send' })
    expect(new Set(transport.iceCandidates.map(({ protocol }) => protocol))).toEqual(new Set(['udp', 'tcp']))
    const produced = await patient.ask('produce', {
      transportId: transport.id,
      kind: 'audio',
      source: 'microphone',
      rtpParameters: rtpOf('audio'),
    })
    await expect(patient.ask('consume', consumption('x', produced.producerId))).rejects.toThrow('NOT_ADMITTED')
    await expect(patient.ask('admit', { participant: seat })).rejects.toThrow('NOT_ADMITTED')
    expect(doctor.events.filter(({ type }) => type === 'producer')).toEqual([])
    await doctor.ask('admit', { participant: seat })
    expect((await patient.hears('moved')).state).toBe('admitted')
    const { producer } = await doctor.hears('producer')
    expect([producer.id, producer.participant, producer.source]).toEqual([produced.producerId, seat, 'microphone'])
    const receiving = await doctor.ask('createTransport', { direction: 'receive' })
    const consumer = await doctor.ask('consume', consumption(receiving.id, producer.id))
    expect(consumer.kind).toBe('audio')
    await doctor.ask('resumeConsumer', { consumerId: consumer.id })
    expect(await doctor.ask('pass', { to: null, about: 'chat', payload: 'c2VhbGVk' })).toEqual({ delivered: 1 })
    expect((await patient.hears('passed')).payload).toBe('c2VhbGVk')
    await patient.ask('report', { ...report, step: 'low' })
    // Held again: what the patient sends is gone for the doctor.
    await doctor.ask('hold', { participant: seat })
    await doctor.hears('consumerGone')
    await doctor.ask('remove', { participant: seat })
    expect(await patient.closed).toBe(4403)
    const back = new Visitor(relay.url, room.id, { kind: 'session', session: patient.session })
    expect(await back.refusedWith()).toBe('REMOVED')
    await doctor.ask('endCall', {})
    expect(await doctor.closed).toBe(1000)
    const { stays } = RoomState.parse((await clinic.call('GET', `/v1/rooms/${room.id}`)).json())
    expect(stays.map((stay) => [stay.role, stay.leftAt !== null, stay.lowestStep])).toEqual([
      ['doctor', true, null],
      ['patient', true, 'low'],
    ])
    const usage = await clinic.call('GET', `/v1/rooms/usage?from=0&until=${Date.now() + 1_000}`)
    expect(RoomUsage.parse(usage.json())).toMatchObject({ rooms: 1, stays: 2 })
    expect(relay.defects).toEqual([])
    await relay.close()
  })

  it('a link lets one person in once, into one room, in one role, until its end', async () => {
    const { relay, clinic, room, come } = await open()
    const enter = (text: string, id = room.id) => new Visitor(relay.url, id, token(text)).refusedWith()
    const { visitor: patient, text, seat } = await come('patient')
    const { session } = await patient.enters()
    expect(await enter(text)).toBe('SEAT_TAKEN')
    patient.cut()
    await patient.closed
    const again = new Visitor(relay.url, room.id, { kind: 'session', session })
    await again.enters()
    await again.ask('leave', {})
    expect(await enter(text)).toBe('TOKEN_USED')
    expect(await enter(randomBytes(32).toString('base64url'))).toBe('TOKEN_UNKNOWN')
    expect(await enter(text, new TestRoom(clinic).id)).toBe('NO_SUCH_ROOM')
    const other = new TestRoom(clinic)
    const { token: elsewhere } = await other.invite('patient')
    expect(await enter(elsewhere)).toBe('TOKEN_UNKNOWN')
    expect(await enter((await room.invite('patient', { forMs: -1 })).token)).toBe('TOKEN_EXPIRED')
    // A newer link to the same seat ends the older one, and takes the seat over from who is in.
    const older = await room.invite('patient', { seat })
    const newer = await room.invite('patient', { seat })
    expect(await enter(older.token)).toBe('TOKEN_UNKNOWN')
    await new Visitor(relay.url, room.id, { kind: 'session', session }).enters()
    const taken = new Visitor(relay.url, room.id, token(newer.token))
    expect((await taken.enters()).self).toBe(seat)
    const stale = new Visitor(relay.url, room.id, { kind: 'session', session })
    expect(await stale.refusedWith()).toBe('SESSION_UNKNOWN')
    await relay.close()
  })

  it('a room belongs to the clinic that opened it', async () => {
    const { relay, room, come } = await open()
    const { visitor } = await come('patient')
    await visitor.enters()
    const stranger = await foundClinic(relay.url)
    expect((await stranger.call('GET', `/v1/rooms/${room.id}`)).code).toBe('NOT_FOUND')
    expect((await stranger.call('POST', `/v1/rooms/${room.id}/close`)).code).toBe('NOT_FOUND')
    const taken = new TestRoom(stranger)
    Object.assign(taken, { id: room.id })
    expect((await taken.open()).code).toBe('FORBIDDEN')
    stranger.token = ''
    expect((await stranger.call('PUT', `/v1/rooms/${room.id}`, {})).code).toBe('UNAUTHORIZED')
    await relay.close()
  })

  it('messages wait for who is not there, once each, for the room alone', async () => {
    const { relay, clinic, room, come } = await open()
    const { visitor: patient } = await come('patient')
    const { session } = await patient.enters()
    const as = (secret: string) => ({ authorization: `Session ${secret}` })
    const message = { messageId: randomBytes(16).toString('base64url'), payload: 'c2VhbGVk' }
    const path = `/v1/rooms/${room.id}/messages`
    const ear = clinic.listen()
    await ear.hears(({ type }) => type === 'cursor')
    expect((await clinic.call('POST', path, message, as(session))).json()).toEqual({ seq: 1 })
    expect((await clinic.call('POST', path, message, as(session))).json()).toEqual({ seq: 1 })
    await ear.hears(({ type }) => type === 'room')
    const { code } = await clinic.call('GET', path, undefined, as(randomBytes(32).toString('base64url')))
    expect(code).toBe('UNAUTHORIZED')
    const reply = { messageId: randomBytes(16).toString('base64url'), payload: 'YW5zd2Vy' }
    await clinic.call('POST', `/v1/rooms/${room.id}/clinic-messages`, reply)
    await patient.hears('messages', ({ lastSeq }) => lastSeq === 2)
    const listed = (await clinic.call('GET', `${path}?after=1`, undefined, as(session))).json()
    expect(listed).toMatchObject({ messages: [{ seq: 2, role: 'doctor', payload: 'YW5zd2Vy' }], isMore: false })
    ear.close()
    await relay.close()
  })
})

const report = {
  step: 'high',
  roundTripMs: 40,
  lossPercent: 0.5,
  sentKbps: 500,
  receivedKbps: 500,
  framesDecoded: 9,
} as const

const consumption = (transportId: string, producerId: string) => ({
  transportId,
  producerId,
  rtpCapabilities: {
    codecs: [
      { kind: 'audio' as const, mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100 },
    ],
    headerExtensions: [],
  },
})
