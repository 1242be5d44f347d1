import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideTransfer, mayTakeOver, siteOf, type Takeover } from './site-rules.js'

const takeover = (id: string, from: string, to: string): Takeover => ({ id, batchId: 'b', from, to })
const sites = [
  { id: 'here', name: 'This workstation', isHere: true, isRemoved: false },
  { id: 'annex', name: 'Annex', isHere: false, isRemoved: false },
  { id: 'lost', name: 'Van', isHere: false, isRemoved: true },
]

test('a line stays where it was received until an administrator takes it over', () => {
  expect(siteOf('a', [])).toBe('a')
  expect(siteOf('a', [takeover('1', 'a', 'b'), takeover('2', 'b', 'c')])).toBe('c')
})

test('of two who took a line over apart the older record stands, and what hung on the other is void', () => {
  expect(siteOf('a', [takeover('2', 'a', 'c'), takeover('1', 'a', 'b')])).toBe('b')
  expect(siteOf('a', [takeover('2', 'a', 'c'), takeover('1', 'a', 'b'), takeover('3', 'c', 'd')])).toBe('b')
})

test('only what is kept here is handed over, to a workstation that is still one, and no more than there is', () => {
  const line = { isKeptHere: true, onHand: 10 }
  expect(decideTransfer(line, { to: 'annex', quantity: 10 }, sites)).toEqual({ ok: true, value: null })
  const code = (l: typeof line, to: string, quantity: number) => {
    const decision = decideTransfer(l, { to, quantity }, sites)
    return decision.ok ? 'done' : decision.refusal.code
  }
  expect(code(line, 'annex', 11)).toBe('BELOW_ZERO')
  expect(code(line, 'here', 1)).toBe('SAME_SITE')
  expect(code(line, 'lost', 1)).toBe('SITE_UNKNOWN')
  expect(code(line, 'nobody', 1)).toBe('SITE_UNKNOWN')
  expect(code({ ...line, isKeptHere: false }, 'annex', 1)).toBe('KEPT_ELSEWHERE')
})

test('what a workstation of the clinic keeps is nobody’s to take over', () => {
  expect(mayTakeOver({ isKeptHere: false, isSiteRemoved: true })).toBe(true)
  expect(mayTakeOver({ isKeptHere: false, isSiteRemoved: false })).toBe(false)
  expect(mayTakeOver({ isKeptHere: true, isSiteRemoved: false })).toBe(false)
})

test('every order of the same takeovers gives a line the same owner', () => {
  const site = fc.constantFrom('a', 'b', 'c', 'd')
  const some = fc.uniqueArray(fc.tuple(fc.nat(50), site, site), { selector: ([id]) => id, maxLength: 8 })
  fc.assert(
    fc.property(some, fc.nat(), (drawn, turn) => {
      const all = drawn.map(([id, from, to]) => takeover(String(id).padStart(2, '0'), from, to))
      const turned = all.slice(turn % (all.length + 1)).concat(all.slice(0, turn % (all.length + 1)))
      expect(siteOf('a', turned)).toBe(siteOf('a', all))
    }),
  )
})

/** What the workstations of the model do; numbers say which of them, which line, and how much. */
const act = fc.record({
  kind: fc.constantFrom('receive', 'take', 'transfer', 'meet'),
  site: fc.nat(2),
  other: fc.nat(2),
  line: fc.nat(20),
  quantity: fc.integer({ min: 1, max: 9 }),
})

test('workstations that work apart never take more than there is, and all movements come to what was received less what was taken', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      interface Op {
        line: string
        site: string
        quantity: number
      }
      const logs: Op[][] = [[], [], []]
      const heads = logs.map(() => [0, 0, 0])
      const names = ['s0', 's1', 's2']
      const known = (viewer: number) => logs.flatMap((log, owner) => log.slice(0, heads[viewer]?.[owner] ?? 0))
      const write = (at: number, ...ops: Op[]) => {
        logs[at]?.push(...ops)
        const own = heads[at]
        if (own) own[at] = logs[at]?.length ?? 0
      }
      const onHand = (ops: readonly Op[], line: string) =>
        ops.filter((op) => op.line === line).reduce((sum, op) => sum + op.quantity, 0)
      const all = names.map((id, place) => ({ id, name: id, isHere: false, isRemoved: false, place }))
      let received = 0
      let taken = 0
      for (const [n, { kind, site, other, line, quantity }] of acts.entries()) {
        const ops = known(site)
        const lines = [...new Map(ops.map((op) => [op.line, op.site]))]
        const [chosen, owner] = lines[line % Math.max(1, lines.length)] ?? []
        const here = names[site] ?? ''
        const isKeptHere = owner === here
        if (kind === 'receive') {
          write(site, { line: `l${n}`, site: here, quantity })
          received += quantity
        } else if (kind === 'meet') {
          for (const [device, log] of logs.entries()) {
            const head = heads[site]
            if (head) head[device] = device === other || device === site ? log.length : (head[device] ?? 0)
          }
        } else if (chosen === undefined) {
        } else if (kind === 'take') {
          if (!isKeptHere || onHand(ops, chosen) < quantity) continue
          write(site, { line: chosen, site: here, quantity: -quantity })
          taken += quantity
        } else {
          const to = names[other] ?? ''
          const seen = all.map((place) => ({ ...place, isHere: place.id === here }))
          if (!decideTransfer({ isKeptHere, onHand: onHand(ops, chosen) }, { to, quantity }, seen).ok) continue
          write(site, { line: chosen, site: here, quantity: -quantity }, { line: `l${n}`, site: to, quantity })
        }
      }
      const everything = logs.flat()
      expect(everything.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(received - taken)
      for (const line of new Set(everything.map((op) => op.line))) {
        expect(new Set(everything.filter((op) => op.line === line).map(({ site }) => site)).size).toBe(1)
        expect(onHand(everything, line)).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})
