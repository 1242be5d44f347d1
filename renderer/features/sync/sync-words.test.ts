import { expect, test } from 'vitest'
import type { SyncStatus } from '../../../core/sync/model.js'
import { clockAdvice, lastSyncedWords, spanWords, syncWords, troubleOf, waitingWords } from './sync-words.js'

const moment = { now: '2026-11-21T09:30:00.000Z', timeZone: 'UTC' }
const today = '2026-11-21T09:14:00.000Z'
const time = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' }).format(
  new Date(today),
)
const status: SyncStatus = {
  relay: 'connected',
  deviceId: 'd',
  waitingOps: 0,
  lastSyncedAt: today,
  retryAt: null,
  problem: null,
  quarantined: 0,
  clockAheadMs: null,
  conflicts: { open: 0, yours: 0 },
}
const unreachable = { relay: 'unreachable', problem: { code: 'UNREACHABLE', message: '' } } as const
const said = (change: Partial<SyncStatus>) => syncWords({ ...status, ...change }, false, moment)

test('the status bar says what waits, when it synced last, and when it tries again', () => {
  const retryAt = '2026-11-21T09:30:40.000Z'
  expect(said({ ...unreachable, waitingOps: 3, retryAt })).toEqual({
    words: `3 changes waiting · last synced ${time} · relay unreachable, retrying in 40 s`,
    tone: 'neutral',
  })
})

test.each<[string, Partial<SyncStatus>, string, string]>([
  ['all well', {}, `All sent · last synced ${time}`, 'done'],
  ['one change', { waitingOps: 1 }, `1 change waiting · last synced ${time}`, 'done'],
  [
    'never synced',
    { relay: 'connecting', lastSyncedAt: null, waitingOps: 12_345 },
    '12,345 changes waiting · not synced yet · connecting',
    'neutral',
  ],
  [
    'a try that is due',
    { ...unreachable, retryAt: moment.now },
    `All sent · last synced ${time} · relay unreachable, retrying now`,
    'neutral',
  ],
  [
    'a full relay',
    { relay: 'unreachable', problem: { code: 'QUOTA', message: '' } },
    `All sent · last synced ${time} · the relay is full`,
    'attention',
  ],
  [
    'a relay that lies',
    { relay: 'refused', quarantined: 1 },
    `All sent · last synced ${time} · the relay is not trusted · 1 refused, look at it`,
    'attention',
  ],
  [
    'a clock ten years ahead',
    { clockAheadMs: 3_652 * 86_400_000 },
    `All sent · last synced ${time} · this clock is 10 years ahead`,
    'attention',
  ],
  [
    'a clock in the wrong zone',
    { clockAheadMs: -3 * 3_600_000 },
    `All sent · last synced ${time} · this clock is 3 hours behind`,
    'attention',
  ],
  ['no relay', { relay: 'not-configured', waitingOps: 900 }, 'This computer only, no sync set up', 'neutral'],
])('with %s', (_words, change, words, tone) => {
  expect(said(change)).toEqual({ words, tone })
})

test('nothing is claimed before it is known', () => {
  expect(syncWords(undefined, false, moment).words).toBe('Sync …')
  expect(syncWords(undefined, true, moment).words).toBe('Sync: state not known')
})

test('weeks without a relay are said as such', () => {
  expect(lastSyncedWords('2026-11-20T09:14:00.000Z', moment)).toMatch(/^last synced .*Nov 20|20 Nov/)
  expect(lastSyncedWords('2026-10-20T09:14:00.000Z', moment)).toContain(', ')
  expect(lastSyncedWords('2026-10-20T09:14:00.000Z', moment)).toMatch(/month|ago/)
})

test('spans and counts have their plurals', () => {
  const minute = 60_000
  expect([1, 40_000, 5 * minute, 120 * minute, 3 * 1_440 * minute, 90 * 1_440 * minute].map(spanWords)).toEqual([
    '1 s',
    '40 s',
    '5 min',
    '2 hours',
    '3 days',
    '3 months',
  ])
  expect([0, 1, 2].map(waitingWords)).toEqual(['all sent', '1 change waiting', '2 changes waiting'])
})

test('every trouble says what to do', () => {
  for (const code of ['UNREACHABLE', 'QUOTA', 'IMPOSTOR', 'DEVICE_REMOVED', 'DEFECT'])
    expect(troubleOf({ relay: 'unreachable', problem: { code, message: 'x' } })?.advice.length).toBeGreaterThan(40)
  expect(troubleOf({ relay: 'refused', problem: { code: 'FORKED', message: 'A log exists twice.' } })).toEqual({
    title: 'The relay is not trusted',
    advice: 'A log exists twice.',
  })
  expect(troubleOf(status)).toBeNull()
  expect(clockAdvice(7_200_000).title).toBe('This computer’s clock is 2 hours ahead of the relay’s')
})
