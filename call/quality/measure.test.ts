import { expect, test } from 'vitest'
import { sampleBetween, totalsOf } from './measure.js'

const pair = {
  type: 'candidate-pair',
  nominated: true,
  state: 'succeeded',
  currentRoundTripTime: 0.08,
  availableOutgoingBitrate: 640_000,
}
const sending = (bytesSent: number, fractionLost = 0, timestamp = 500) => [
  pair,
  { type: 'outbound-rtp', bytesSent },
  { type: 'remote-inbound-rtp', id: 'picture', fractionLost, timestamp },
]
const receiving = (packetsReceived: number, packetsLost: number) => [
  {
    type: 'inbound-rtp',
    bytesReceived: packetsReceived * 1_000,
    packetsReceived,
    packetsLost,
    framesDecoded: packetsReceived,
  },
]

test('rates and losses are those between two reports, the worse of both directions', () => {
  const before = totalsOf(sending(0), receiving(100, 50), 1_000)
  const now = totalsOf(sending(125_000, 0.02, 1_500), receiving(190, 60), 2_000)
  expect(sampleBetween(before, now, true)).toEqual({
    atMs: 2_000,
    lossPercent: 10,
    roundTripMs: 80,
    outgoingKbps: 640,
    isFlowing: true,
    sentKbps: 1_000,
    receivedKbps: 720,
    framesDecoded: 190,
  })
})

test('what a browser does not report is not made up', () => {
  const nothing = totalsOf([], [], 0)
  expect(sampleBetween(null, nothing, true)).toMatchObject({
    lossPercent: null,
    roundTripMs: null,
    outgoingKbps: null,
    sentKbps: null,
  })
})

test('connections that were made anew begin at zero, and that is no negative rate', () => {
  const before = totalsOf(sending(900_000), receiving(5_000, 10), 1_000)
  const now = totalsOf(sending(1_000, 0, 1_500), receiving(20, 0), 2_000)
  expect(sampleBetween(before, now, true)).toMatchObject({ sentKbps: null, receivedKbps: null, lossPercent: 0 })
})

test('what was said of a stream before it was paused is no loss of now', () => {
  const before = totalsOf(sending(1_000, 0.9), receiving(100, 0), 1_000)
  const now = totalsOf(sending(1_000, 0.9), receiving(200, 0), 2_000)
  expect(sampleBetween(before, now, true).lossPercent).toBe(0)
})
