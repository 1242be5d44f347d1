import type { Sample } from './rules.js'

/** Numbers out of WebRTC's reports, which differ a little from browser to browser: whatever is missing is null. */

interface Report {
  readonly type?: string
  readonly [name: string]: unknown
}
const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const sumOf = (reports: readonly Report[], name: string) =>
  reports.reduce((sum, report) => sum + (numberOf(report[name]) ?? 0), 0)

/** What has run up since the connections were made. */
export interface Totals {
  readonly atMs: number
  readonly sentBytes: number
  readonly receivedBytes: number
  readonly receivedPackets: number
  readonly lostPackets: number
  readonly framesDecoded: number
  readonly roundTripMs: number | null
  readonly outgoingKbps: number | null
  /** What the relay last said it lost of each of our streams, and when: a paused stream's word grows old. */
  readonly sendLosses: ReadonlyMap<string, { readonly saidAt: number; readonly percent: number }>
}

export function totalsOf(sending: readonly Report[], receiving: readonly Report[], atMs: number): Totals {
  const of = (reports: readonly Report[], type: string) => reports.filter((report) => report.type === type)
  const pairs = [...of(sending, 'candidate-pair'), ...of(receiving, 'candidate-pair')].filter(
    ({ nominated, state }) => nominated === true && state === 'succeeded',
  )
  const tripsMs = pairs.flatMap(({ currentRoundTripTime }) => numberOf(currentRoundTripTime) ?? [])
  const outgoing = of(sending, 'candidate-pair').flatMap(
    ({ availableOutgoingBitrate }) => numberOf(availableOutgoingBitrate) ?? [],
  )
  const losses = of(sending, 'remote-inbound-rtp').flatMap(({ id, fractionLost, timestamp }) => {
    const [lost, saidAt] = [numberOf(fractionLost), numberOf(timestamp)]
    return lost === null ? [] : [[String(id), { saidAt: saidAt ?? atMs, percent: lost * 100 }] as const]
  })
  const incoming = of(receiving, 'inbound-rtp')
  return {
    atMs,
    sentBytes: sumOf(of(sending, 'outbound-rtp'), 'bytesSent'),
    receivedBytes: sumOf(incoming, 'bytesReceived'),
    receivedPackets: sumOf(incoming, 'packetsReceived'),
    lostPackets: sumOf(incoming, 'packetsLost'),
    framesDecoded: sumOf(incoming, 'framesDecoded'),
    roundTripMs: tripsMs.length > 0 ? Math.round(Math.max(...tripsMs) * 1_000) : null,
    outgoingKbps: outgoing.length > 0 ? Math.round(Math.max(...outgoing) / 1_000) : null,
    sendLosses: new Map(losses),
  }
}

export interface Measured extends Sample {
  readonly sentKbps: number | null
  readonly receivedKbps: number | null
  readonly framesDecoded: number
}

/** What happened between two reports. */
export function sampleBetween(before: Totals | null, now: Totals, isFlowing: boolean): Measured {
  const ms = before === null ? 0 : now.atMs - before.atMs
  const kbps = (later: number, earlier: number) =>
    ms > 0 && later >= earlier ? Math.round(((later - earlier) * 8) / ms) : null
  const lost = before === null ? 0 : Math.max(0, now.lostPackets - before.lostPackets)
  const came = before === null ? 0 : Math.max(0, now.receivedPackets - before.receivedPackets)
  // A handful of packets says nothing about a line.
  const receiveLoss = lost + came >= 10 ? (100 * lost) / (lost + came) : null
  const sendLosses = [...now.sendLosses].flatMap(([id, { saidAt, percent }]) =>
    saidAt > (before?.sendLosses.get(id)?.saidAt ?? 0) ? [percent] : [],
  )
  const known = [receiveLoss, ...sendLosses].filter((percent) => percent !== null)
  return {
    atMs: now.atMs,
    lossPercent: known.length > 0 ? Math.round(Math.max(...known) * 10) / 10 : null,
    roundTripMs: now.roundTripMs,
    outgoingKbps: now.outgoingKbps,
    isFlowing,
    sentKbps: before && kbps(now.sentBytes, before.sentBytes),
    receivedKbps: before && kbps(now.receivedBytes, before.receivedBytes),
    framesDecoded: now.framesDecoded,
  }
}
