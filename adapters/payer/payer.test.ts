import { createServer, type Server } from 'node:http'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { BenefitUse, Claim, Plan } from '../../core/insurance/model.js'
import { decideCoverage } from '../../core/insurance/rules.js'
import { ClaimId, ConsultationId, CoverageId, PatientId, VerificationId } from '../../core/kernel/ids.js'
import { type ClaimRequest, PayerUnreachable } from '../../core/ports/payer.js'
import { builtInPayer } from './built-in.js'
import { httpPayer } from './http-payer.js'

const plan: Plan = {
  id: 'BRONZE-HDHP',
  name: 'Bronze',
  payerName: 'Acacia Health',
  currency: 'USD',
  deductibleMinor: 100_00,
  outOfPocketMaxMinor: 200_00,
  visitLimit: null,
  benefits: [
    { category: 'office-visit', isCovered: true, copayMinor: 35_00, coinsurancePercent: 0, deductibleApplies: false },
    { category: 'brand-medicine', isCovered: true, copayMinor: null, coinsurancePercent: 40, deductibleApplies: true },
  ],
  notes: '',
}
const id = (letter: string) => letter.repeat(22)

/** The claim that the plan engine makes of a visit and two medicines, for somebody who used so much of the plan. */
function claimFor(use: BenefitUse, change: Partial<Claim> = {}): ClaimRequest {
  const decision = decideCoverage(
    plan,
    { validFrom: '2026-01-01', validUntil: null },
    use,
    [
      { category: 'office-visit', description: 'Office visit', amountMinor: 120_00 },
      { category: 'brand-medicine', description: '21 × Augmentin', amountMinor: 80_00 },
      { category: 'brand-medicine', description: '1 × Ventolin', amountMinor: 64_01 },
    ],
    '2026-11-21',
    'USD',
  )
  const claim: Claim = {
    id: ClaimId.parse(id('c')),
    code: 'C-7K3F9Q',
    patientId: PatientId.parse(id('p')),
    coverageId: CoverageId.parse(id('m')),
    verificationId: VerificationId.parse(id('v')),
    payable: { kind: 'consultation', id: ConsultationId.parse(id('k')) },
    consultationId: ConsultationId.parse(id('k')),
    planName: plan.name,
    payerName: plan.payerName,
    diagnosisCodes: ['J06.9'],
    lines: decision.lines,
    totalMinor: decision.totalMinor,
    patientOwesMinor: decision.patientOwesMinor,
    claimedMinor: decision.payerOwesMinor,
    paidMinor: 0,
    currency: 'USD',
    state: 'submitted',
    denialReason: null,
    events: [
      { state: 'draft', at: '2026-11-21T09:00:00.000Z', by: 'Wanjiru', note: null },
      { state: 'submitted', at: '2026-11-21T09:00:00.000Z', by: 'Wanjiru', note: null },
    ],
    submittedAt: '2026-11-21T09:00:00.000Z',
    version: 2,
    proof: { state: 'signed', commitment: '0x', txHash: null, blockNumber: null, onChainId: null },
    ...change,
  }
  return { claim, plan, memberNumber: 'A-100' }
}
const fresh = claimFor({ deductibleMetMinor: 0, outOfPocketMinor: 0, visits: 0 })

test('the built-in payer accepts every claim that the plan engine makes, whatever was used before, and pays it', async () => {
  const use = fc.record({
    deductibleMetMinor: fc.integer({ min: 0, max: 110_00 }),
    outOfPocketMinor: fc.integer({ min: 0, max: 210_00 }),
    visits: fc.nat(30),
  })
  await fc.assert(
    fc.asyncProperty(use, async (used) => {
      const request = claimFor(used)
      expect(await builtInPayer().adjudicate(request)).toMatchObject({
        state: 'accepted',
        approvedMinor: request.claim.claimedMinor,
      })
    }),
  )
  expect(await builtInPayer().remit(fresh)).toEqual({
    state: 'paid',
    paidMinor: fresh.claim.claimedMinor,
    reference: 'PAY-C-7K3F9Q',
  })
})

test.each([
  [
    'a copay that the patient was spared',
    claimFor(
      { deductibleMetMinor: 0, outOfPocketMinor: 0, visits: 0 },
      {
        claimedMinor: fresh.claim.claimedMinor + 35_00,
        patientOwesMinor: fresh.claim.patientOwesMinor - 35_00,
        lines: fresh.claim.lines.map((line, at) =>
          at === 0 ? { ...line, copayMinor: 0, patientOwesMinor: 0, payerOwesMinor: 120_00 } : line,
        ),
      },
    ),
  ],
  [
    'more claimed than the lines say',
    { ...fresh, claim: { ...fresh.claim, claimedMinor: fresh.claim.claimedMinor + 1 } },
  ],
  ['another currency', { ...fresh, claim: { ...fresh.claim, currency: 'KES' } }],
  ['no diagnosis', { ...fresh, claim: { ...fresh.claim, diagnosisCodes: [] } }],
  ['no member number', { ...fresh, memberNumber: '' }],
])('the built-in payer denies a claim with %s', async (_what, request) => {
  expect(await builtInPayer().adjudicate(request)).toMatchObject({ state: 'denied' })
})

interface Asked {
  method: string | undefined
  url: string | undefined
  authorization: string | undefined
  body: unknown
}
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A payer's server on a real socket that gives one answer, and remembers what it was asked. */
async function payerServer(answer: { status?: number; body: unknown; afterMs?: number }) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { method, url, headers } = request
      asked.push({ method, url, authorization: headers.authorization, body: JSON.parse(text) })
      setTimeout(() => {
        const redirect = answer.status === 302 ? { location: 'https://example.org/' } : {}
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/fhir+json', ...redirect })
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
      }, answer.afterMs ?? 0)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.')
  return { asked, baseUrl: `http://127.0.0.1:${address.port}/fhir/` }
}

const benefit = (value: number, currency = 'USD') => [
  { category: { coding: [{ code: 'submitted' }] }, amount: { value: 264.01, currency } },
  { category: { coding: [{ code: 'benefit' }] }, amount: { value, currency } },
]
const response = (change: object) => ({
  resourceType: 'ClaimResponse',
  status: 'active',
  use: 'claim',
  outcome: 'complete',
  ...change,
})

test('the gateway sends a FHIR Claim with what the payer needs, and nothing that names the person', async () => {
  const server = await payerServer({
    body: response({ total: benefit(110.4), disposition: 'Settled as per contract.' }),
  })
  const payer = httpPayer({ baseUrl: server.baseUrl, token: 'secret', providerNumber: 'HC-1' })
  expect(await payer.adjudicate(fresh)).toEqual({
    state: 'accepted',
    approvedMinor: 110_40,
    note: 'Settled as per contract.',
  })
  expect(server.asked).toEqual([
    {
      method: 'POST',
      url: '/fhir/Claim/$submit',
      authorization: 'Bearer secret',
      body: expect.objectContaining({
        resourceType: 'Claim',
        identifier: [{ system: 'urn:medichain:claim', value: 'C-7K3F9Q/1' }],
        status: 'active',
        use: 'claim',
        patient: { identifier: { system: 'urn:medichain:member', value: 'A-100' } },
        provider: { identifier: { system: 'urn:medichain:provider', value: 'HC-1' } },
        total: { value: 264.01, currency: 'USD' },
      }),
    },
  ])
  const sent = JSON.stringify(server.asked)
  expect(sent).toContain('"code":"J06.9"')
  for (const hidden of [fresh.claim.patientId, fresh.claim.consultationId, 'Wanjiru'])
    expect(sent).not.toContain(hidden)
})

test('a denied claim that is sent again has a name of its own, and says which it follows', async () => {
  const server = await payerServer({ body: response({ outcome: 'queued' }) })
  const [draft, submitted] = fresh.claim.events
  if (!draft || !submitted) throw new Error('The claim has two events.')
  const again = { ...fresh.claim, events: [draft, submitted, { ...submitted, state: 'denied' as const }, submitted] }
  const payer = httpPayer({ baseUrl: server.baseUrl, token: 'secret' })
  await payer.adjudicate({ ...fresh, claim: again })
  expect(server.asked[0]?.body).toMatchObject({
    identifier: [{ value: 'C-7K3F9Q/2' }],
    related: [{ claim: { identifier: { value: 'C-7K3F9Q/1' } } }],
  })
})

test.each([
  ['queued', response({ outcome: 'queued' }), { state: 'pending' }],
  ['partly processed', response({ outcome: 'partial', total: benefit(50) }), { state: 'pending' }],
  [
    'in error',
    response({ outcome: 'error', error: [{ code: { coding: [{ display: 'Member unknown' }] } }] }),
    { state: 'denied', reason: 'Member unknown' },
  ],
  [
    'complete without a benefit paid',
    response({ total: benefit(0), disposition: 'Not a covered service.' }),
    { state: 'denied', reason: 'Not a covered service.' },
  ],
  ['cancelled', response({ status: 'cancelled' }), { state: 'denied', reason: 'The payer gave no reason.' }],
])('a claim that the payer calls %s', async (_what, body, adjudication) => {
  const { baseUrl } = await payerServer({ body })
  expect(await httpPayer({ baseUrl, token: 'secret' }).adjudicate(fresh)).toEqual(adjudication)
})

test('a claim is paid once the answer names a payment', async () => {
  const unpaid = await payerServer({ body: response({ total: benefit(110.4) }) })
  expect(await httpPayer({ baseUrl: unpaid.baseUrl, token: 'secret' }).remit(fresh)).toEqual({ state: 'pending' })
  const payment = { amount: { value: 110.4, currency: 'USD' }, identifier: { value: '201408-2' } }
  const paid = await payerServer({ body: response({ total: benefit(110.4), payment }) })
  expect(await httpPayer({ baseUrl: paid.baseUrl, token: 'secret' }).remit(fresh)).toEqual({
    state: 'paid',
    paidMinor: 110_40,
    reference: '201408-2',
  })
})

test('an amount is read in the minor units of its currency', async () => {
  const { baseUrl } = await payerServer({ body: response({ total: benefit(11_040, 'JPY') }) })
  const yen = { ...fresh, claim: { ...fresh.claim, currency: 'JPY' } }
  expect(await httpPayer({ baseUrl, token: 'secret' }).adjudicate(yen)).toMatchObject({ approvedMinor: 11_040 })
})

test('a claim that the payer does not take is denied with the payer’s words', async () => {
  const body = { resourceType: 'OperationOutcome', issue: [{ details: { text: 'Diagnosis code is retired.' } }] }
  const { baseUrl } = await payerServer({ status: 422, body })
  expect(await httpPayer({ baseUrl, token: 'secret' }).adjudicate(fresh)).toEqual({
    state: 'denied',
    reason: 'Diagnosis code is retired.',
  })
})

test.each([
  ['no JSON', '<html>'],
  ['another resource', { resourceType: 'Bundle' }],
  ['no benefit', response({})],
  ['another currency', response({ total: benefit(110.4, 'KES') })],
  ['a negative amount', response({ total: benefit(-1) })],
  ['a body without end', 'x'.repeat(2_000_000)],
])('an answer with %s leaves the claim waiting, and is reported', async (_what, body) => {
  const { baseUrl } = await payerServer({ body })
  const reports: string[] = []
  const payer = httpPayer({ baseUrl, token: 'secret', report: (problem) => reports.push(problem) })
  expect(await payer.adjudicate(fresh)).toEqual({ state: 'pending' })
  expect(reports).toHaveLength(1)
})

test.each([
  ['is in trouble', { status: 503, body: {} }],
  ['does not accept the token', { status: 401, body: {} }],
  ['is asked too often', { status: 429, body: {} }],
  ['answers too late', { body: response({}), afterMs: 2_000 }],
  ['sends us elsewhere', { status: 302, body: {} }],
])('a payer that %s is unreachable', async (_what, answer) => {
  const { baseUrl } = await payerServer(answer)
  const payer = httpPayer({ baseUrl, token: 'secret', timeoutMs: 200 })
  await expect(payer.adjudicate(fresh)).rejects.toBeInstanceOf(PayerUnreachable)
})

test('a payer that nobody listens for is unreachable', async () => {
  const payer = httpPayer({ baseUrl: 'http://127.0.0.1:9', token: 'secret' })
  await expect(payer.remit(fresh)).rejects.toBeInstanceOf(PayerUnreachable)
})

test('claims leave this machine over https only', () => {
  expect(() => httpPayer({ baseUrl: 'http://payer.example/fhir', token: 'secret' })).toThrow('https')
  expect(() => httpPayer({ baseUrl: 'https://payer.example/fhir', token: 'secret' })).not.toThrow()
  expect(() => httpPayer({ baseUrl: 'http://127.0.0.1.example/fhir', token: 'secret' })).toThrow('https')
})
