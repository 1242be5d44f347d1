import { createServer } from 'node:http'

/** A payer's FHIR R4 server: takes claims of whoever has its token, approves what is claimed, and pays when it is told to. */
export interface FhirPayer {
  baseUrl: string
  readonly token: string
  /** The claims that came, as they came. */
  readonly claims: { identifier: { value: string }[]; provider: unknown; total: { value: number; currency: string } }[]
  /** From now on accepted claims are answered with their payment. */
  payOut(): void
  /** Answers everything with 503 until it is called with false. */
  breakDown(isDown: boolean): void
  close(): Promise<void>
}

export async function openFhirPayer(token = 'token-of-the-clinic'): Promise<FhirPayer> {
  const claims: FhirPayer['claims'] = []
  let isPaying = false
  let isDown = false
  const respond = (path: string, claim: FhirPayer['claims'][number] | undefined): object | undefined => {
    if (path === '/fhir/metadata')
      return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', status: 'active' }
    if (path !== '/fhir/Claim/$submit' || !claim) return undefined
    claims.push(claim)
    const { value, currency } = claim.total
    const benefit = claim.total.value / 2
    return {
      resourceType: 'ClaimResponse',
      status: 'active',
      outcome: 'complete',
      disposition: `Half of ${value.toFixed(2)} ${currency}.`,
      total: [{ category: { coding: [{ code: 'benefit' }] }, amount: { value: benefit, currency } }],
      ...(isPaying && { payment: { amount: { value: benefit, currency }, identifier: { value: 'WIRE-7' } } }),
    }
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    const isKnown = request.headers.authorization === `Bearer ${token}`
    const body = isDown || !isKnown ? {} : respond(request.url ?? '', text === '' ? undefined : JSON.parse(text))
    const status = isDown ? 503 : isKnown ? (body ? 200 : 404) : 401
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The payer has no port.')
  return {
    baseUrl: `http://127.0.0.1:${address.port}/fhir`,
    token,
    claims,
    payOut() {
      isPaying = true
    },
    breakDown(isBroken) {
      isDown = isBroken
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
