import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What `GET /metrics` tells an operator: counts, sizes and times, by route and never by tenant. */
export interface Metrics {
  readonly registry: Registry
  readonly requests: Histogram<'route' | 'status'>
  readonly refusals: Counter<'code'>
  readonly pushedOps: Counter
  readonly pushedBytes: Counter
  readonly pushesPerCommit: Histogram
  readonly live: Gauge
  readonly roomJoins: Counter<'outcome'>
  readonly roomRefusals: Counter<'code'>
  readonly rooms: Gauge
  readonly roomParticipants: Gauge
  readonly mediaWorkers: Gauge
  readonly mediaWorkerDeaths: Gauge
}

const millisecondsToSeconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

export function openMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'medichain_relay_request_seconds',
      help: 'Requests by route and status.',
      labelNames: ['route', 'status'],
      buckets: millisecondsToSeconds,
      registers,
    }),
    refusals: new Counter({
      name: 'medichain_relay_refusals_total',
      help: 'Refusals by code.',
      labelNames: ['code'],
      registers,
    }),
    pushedOps: new Counter({ name: 'medichain_relay_pushed_ops_total', help: 'Ops acknowledged.', registers }),
    pushedBytes: new Counter({ name: 'medichain_relay_pushed_bytes_total', help: 'Bytes acknowledged.', registers }),
    pushesPerCommit: new Histogram({
      name: 'medichain_relay_pushes_per_commit',
      help: 'Pushes that shared one durable commit.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    live: new Gauge({ name: 'medichain_relay_live_devices', help: 'Devices that wait on this process.', registers }),
    roomJoins: new Counter({
      name: 'medichain_relay_room_joins_total',
      help: 'Who asked to come into a room, by what came of it.',
      labelNames: ['outcome'],
      registers,
    }),
    roomRefusals: new Counter({
      name: 'medichain_relay_room_refusals_total',
      help: 'What was refused in rooms, by code.',
      labelNames: ['code'],
      registers,
    }),
    rooms: new Gauge({ name: 'medichain_relay_rooms', help: 'Rooms with somebody in.', registers }),
    roomParticipants: new Gauge({
      name: 'medichain_relay_room_participants',
      help: 'Participants who are connected.',
      registers,
    }),
    mediaWorkers: new Gauge({ name: 'medichain_relay_media_workers', help: 'Media processes that run.', registers }),
    mediaWorkerDeaths: new Gauge({
      name: 'medichain_relay_media_worker_deaths',
      help: 'Media processes that died and were replaced.',
      registers,
    }),
  }
}
