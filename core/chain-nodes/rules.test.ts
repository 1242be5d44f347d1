import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChainNodeKind, ChainNodeStatus, WantedNodeStatus } from './model.js'
import {
  afterInterruption,
  decideMove,
  decideRemoval,
  decideWish,
  judge,
  type KnownNode,
  type NodeReading,
} from './rules.js'

const status = fc.constantFrom(...ChainNodeStatus.options)
const kind = fc.constantFrom(...ChainNodeKind.options)
const wanted = fc.constantFrom(...WantedNodeStatus.options)
const answer = fc.record({
  chainId: fc.constantFrom(7, 8),
  genesisHash: fc.constantFrom('0xa', '0xb'),
  isSyncing: fc.boolean(),
  peers: fc.option(fc.nat(5)),
  latencyMs: fc.nat(10_000),
})
const reading: fc.Arbitrary<NodeReading> = fc.record({
  answer: fc.option(answer),
  problem: fc.option(fc.string()),
  freeBytes: fc.option(fc.nat(1_000_000_000)),
})
const known: fc.Arbitrary<KnownNode> = fc.record({
  chainId: fc.option(fc.constant(7)),
  genesisHash: fc.option(fc.constant('0xa')),
  mostPeers: fc.nat(5),
  misses: fc.nat(5),
  patienceMs: fc.constant(2_000),
})

test('a node is called running only when it answers, on its chain, with its first block', () => {
  fc.assert(
    fc.property(reading, known, (found, before) => {
      const { status: said, reason } = judge(found, before)
      expect(said === 'running').toBe(reason === null)
      if (said !== 'running') return
      expect(found.answer).not.toBeNull()
      expect([null, found.answer?.chainId]).toContain(before.chainId)
      expect([null, found.answer?.genesisHash]).toContain(before.genesisHash)
    }),
  )
})

test('silence is a weakness at first and a failure when it lasts; another chain is a failure at once', () => {
  const silent: NodeReading = { answer: null, problem: 'gone', freeBytes: null }
  const before: KnownNode = { chainId: 7, genesisHash: '0xa', mostPeers: 0, misses: 0, patienceMs: 2_000 }
  expect([0, 1, 2, 3].map((misses) => judge(silent, { ...before, misses }).status)).toEqual([
    ...['degraded', 'degraded', 'failed', 'failed'],
  ])
  const other = { chainId: 8, genesisHash: '0xa', isSyncing: false, peers: null, latencyMs: 1 }
  expect(judge({ answer: other, problem: null, freeBytes: null }, before)).toEqual({
    ...{ status: 'failed', reason: 'The node is on chain 8, not on 7.' },
  })
})

test('after an interruption nothing is being made, and what a person stopped stays so', () => {
  fc.assert(
    fc.property(status, fc.boolean(), (before, isMade) => {
      const after = afterInterruption(before, isMade)
      expect((after?.status ?? before) === 'provisioning').toBe(false)
      if (before === 'stopped') expect(after).toBeNull()
      if (after?.status === 'syncing') expect(isMade).toBe(true)
    }),
  )
})

test('nobody stops or removes the clinic’s own chain, or a chain that holds the clinic’s anchors', () => {
  fc.assert(
    fc.property(kind, status, wanted, fc.boolean(), fc.boolean(), (ofKind, now, wish, isInUse, isMade) => {
      const node = { kind: ofKind, status: now, genesisHash: isMade ? '0xa' : null }
      const decided = decideWish(node, wish, { isInUse })
      const removal = decideRemoval(node, { isInUse })
      if (ofKind === 'own') expect([decided.ok, removal.ok]).toEqual([false, false])
      if (isInUse) expect(removal.ok).toBe(false)
      if (isInUse && wish === 'stopped') expect(decided.ok).toBe(false)
      if (now === 'provisioning') expect([decided.ok, removal.ok]).toEqual([false, false])
      if (!isMade && wish === 'stopped') expect(decided.ok).toBe(false)
      // What failed can always be tried again, and what is stopped can be started.
      if (ofKind !== 'own' && now === 'failed') expect(decideWish(node, 'provisioning', { isInUse }).ok).toBe(true)
      if (ofKind !== 'own' && now === 'stopped') expect(decideWish(node, 'running', { isInUse }).ok).toBe(true)
    }),
  )
})

test('a clinic that moves can go back at any time, and nowhere else until it has arrived', () => {
  fc.assert(
    fc.property(
      kind,
      status,
      fc.constantFrom('a', 'b', 'c'),
      fc.option(fc.constant('b')),
      (ofKind, now, id, fromId) => {
        const decided = decideMove({ id, kind: ofKind, status: now }, { homeId: 'a', fromId })
        if (id === 'a') expect(decided).toEqual({ ok: false, refusal: 'ALREADY_HERE' })
        else if (fromId !== null) expect(decided.ok).toBe(id === fromId)
        else if (decided.ok && ofKind !== 'own') expect(['running', 'degraded']).toContain(now)
      },
    ),
  )
})
