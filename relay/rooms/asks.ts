import type { z } from 'zod'
import type {
  RoomRequestInput,
  RoomRequestName,
  RoomRequestOutput,
  roomRequests,
} from '../../core/kernel/rooms/requests.js'
import type { CallRoom } from './room.js'

type Asked<N extends RoomRequestName> = z.output<(typeof roomRequests)[N]['input']>
type Answers = {
  readonly [N in RoomRequestName]: (room: CallRoom, seat: string, data: Asked<N>) => Promise<RoomRequestOutput<N>>
}

const none = {} as const

/** What each question does. Whether it may be asked was decided before. */
const answers: Answers = {
  createTransport: async (room, seat, data) => (await room.media()).createTransport(seat, data),
  connectTransport: async (room, seat, data) => (await room.media()).connectTransport(seat, data),
  restartIce: async (room, seat, data) => (await room.media()).restartIce(seat, data),
  closeTransport: async (room, seat, data) => (await room.media()).closeTransport(seat, data),
  produce: async (room, seat, data) => {
    const isSeen = () => room.who(seat).state === 'admitted'
    const media = await room.media()
    const wasSeen = isSeen()
    const producer = await media.produce(seat, data as RoomRequestInput<'produce'>, wasSeen)
    // Admitted while the worker made it.
    if (isSeen() !== wasSeen) await media.show(seat, isSeen())
    if (isSeen()) room.tellAdmitted({ type: 'producer', producer }, seat)
    return { producerId: producer.id }
  },
  pauseProducer: async (room, seat, data) => {
    const producer = await (await room.media()).pauseProducer(seat, data)
    if (room.who(seat).state === 'admitted') room.tellAdmitted({ type: 'producer', producer }, seat)
    return none
  },
  resumeProducer: async (room, seat, data) => {
    const isSeen = room.who(seat).state === 'admitted'
    const producer = await (await room.media()).resumeProducer(seat, data, isSeen)
    if (isSeen) room.tellAdmitted({ type: 'producer', producer }, seat)
    return none
  },
  closeProducer: async (room, seat, data) => {
    ;(await room.media()).closeProducer(seat, data)
    room.tellAdmitted({ type: 'producerGone', producerId: data.producerId }, seat)
    return none
  },
  consume: async (room, seat, data) => {
    const seen = room.seen.filter((other) => other !== seat)
    return (await room.media()).consume(seat, data, seen)
  },
  pauseConsumer: async (room, seat, data) => (await room.media()).pauseConsumer(seat, data),
  resumeConsumer: async (room, seat, data) => (await room.media()).resumeConsumer(seat, data),
  closeConsumer: async (room, seat, data) => (await room.media()).closeConsumer(seat, data),
  setLayers: async (room, seat, data) => (await room.media()).setLayers(seat, data),
  requestKeyFrame: async (room, seat, data) => (await room.media()).requestKeyFrame(seat, data),
  pass: async (room, seat, data) => room.pass(seat, data),
  setCard: async (room, seat, { card }) => {
    await room.setCard(seat, card)
    return none
  },
  report: async (room, seat, data) => {
    room.report(seat, data)
    return none
  },
  admit: async (room, _, { participant }) => {
    await room.move(participant, 'admitted')
    return none
  },
  hold: async (room, _, { participant }) => {
    await room.move(participant, 'held')
    return none
  },
  remove: async (room, _, { participant }) => {
    await room.move(participant, 'removed')
    return none
  },
  endCall: async (room) => {
    await room.endCall()
    return none
  },
  leave: async (room, seat) => {
    await room.leave(seat)
    return none
  },
}

/** @param data parsed by the schema of its name */
export const answerTo = (room: CallRoom, seat: string, name: RoomRequestName, data: unknown): Promise<unknown> =>
  (answers[name] as (room: CallRoom, seat: string, data: unknown) => Promise<unknown>)(room, seat, data)
