import * as z from 'zod'
import { isSafeEndpoint } from '../../core/kernel/endpoint.js'
import type { PayerCheck, PayerServer } from '../../core/payers/model.js'
import { type ClaimRequest, type PayerPort, PayerUnreachable } from '../../core/ports/payer.js'
import { AnswerUnclear, ClaimResponse, readAdjudication, readRemittance, toFhirClaim } from './fhir-claim.js'

export interface HttpPayerOptions {
  /** The payer's FHIR base, without `/Claim`: https, or http on this machine alone. */
  baseUrl: string
  /** Goes with each request as a bearer token. */
  token: string
  /** The clinic's number with the payer, where the token alone does not say who asks. */
  providerNumber?: string
  timeoutMs?: number
  /** Told of answers that could not be acted on, in words without anything of the claim. */
  report?: (problem: string) => void
}

/** A ClaimResponse has a few kilobytes; what is larger is none. */
const largestAnswerBytes = 1_000_000

/**
 * A payer over HTTP that speaks FHIR R4: `POST {base}/Claim/$submit` with a Claim, answered by a ClaimResponse. A claim is
 * asked about by submitting it again under the same identifier, which by FHIR is answered with how it stands and does nothing
 * anew; the payment is part of that answer once it is made.
 *
 * An answer that cannot be understood leaves the claim pending and is reported; a payer that answers 5xx, 401, 403, 408, 429,
 * too late, or not at all is unreachable. Any other 4xx says that the payer does not take this claim: a denial.
 * @throws at once where the address is neither https nor of this machine.
 */
export function httpPayer(options: HttpPayerOptions): PayerPort {
  const address = submitAddress(options.baseUrl)

  async function ask<T>(
    request: ClaimRequest,
    read: (response: ClaimResponse) => T,
    refused: (reason: string) => T | { state: 'pending' },
  ): Promise<T | { state: 'pending' }> {
    const { status, body } = await post(address, toFhirClaim(request, options.providerNumber), options)
    if (isOutage(status)) throw new PayerUnreachable(`The payer answers ${status}.`)
    if (status >= 400) return refused(refusalOf(body, status))
    const response = ClaimResponse.safeParse(body)
    if (!response.success) return unclear('The payer’s answer is not a ClaimResponse.')
    try {
      return read(response.data)
    } catch (error) {
      if (error instanceof AnswerUnclear) return unclear(error.message)
      throw error
    }
  }

  function unclear(problem: string): { state: 'pending' } {
    options.report?.(problem)
    return { state: 'pending' }
  }

  return {
    adjudicate: (request) =>
      ask(
        request,
        (response) => readAdjudication(response, request.claim.currency),
        (reason) => ({ state: 'denied', reason }),
      ),
    remit: (request) =>
      ask(
        request,
        (response) => readRemittance(response, request.claim.currency),
        // The claim was accepted before: what speaks against it now is for people to sort out.
        (reason) => unclear(`The payer refused to say how an accepted claim stands: ${reason}`),
      ),
  }
}

function submitAddress(baseUrl: string): URL {
  if (!isSafeEndpoint(baseUrl)) throw new Error('A payer is asked over https only.')
  return addressUnder(baseUrl, 'Claim/$submit')
}

const addressUnder = (baseUrl: string, path: string): URL => {
  const base = new URL(baseUrl)
  return new URL(`${base.pathname.replace(/\/$/, '')}/${path}`, base)
}

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, accept: 'application/fhir+json' })

/** Whether a FHIR server is there and takes the token: asks for its CapabilityStatement (FHIR R4, `GET [base]/metadata`). */
export async function checkPayer({ baseUrl, token }: PayerServer): Promise<PayerCheck> {
  try {
    const response = await fetch(addressUnder(baseUrl, 'metadata'), {
      headers: headersOf(token),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    const body = await readJson(response)
    if (response.status === 401 || response.status === 403) return 'token-refused'
    if (isOutage(response.status)) return 'unreachable'
    return Capabilities.safeParse(body).success ? 'answers' : 'not-fhir'
  } catch {
    return 'unreachable'
  }
}

const Capabilities = z.object({
  resourceType: z.literal('CapabilityStatement'),
  fhirVersion: z.string().startsWith('4.'),
})

async function post(
  address: URL,
  resource: object,
  { token, timeoutMs = 15_000 }: HttpPayerOptions,
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { ...headersOf(token), 'content-type': 'application/fhir+json' },
      body: JSON.stringify(resource),
      // A redirect would take token and claim to somebody else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: await readJson(response) }
  } catch (error) {
    throw new PayerUnreachable('The payer cannot be reached.', { cause: error })
  }
}

/** The body as JSON; undefined where it is none or too large to be an answer. */
async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > largestAnswerBytes) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

const isOutage = (status: number): boolean => status >= 500 || status < 200 || [401, 403, 408, 429].includes(status)

/** What an OperationOutcome says, if it is one. */
function refusalOf(body: unknown, status: number): string {
  const issues =
    typeof body === 'object' && body !== null && 'issue' in body && Array.isArray(body.issue) ? body.issue : []
  const words = issues.flatMap((issue: { diagnostics?: unknown; details?: { text?: unknown } }) =>
    [issue?.details?.text, issue?.diagnostics].filter((text) => typeof text === 'string').slice(0, 1),
  )
  return words.join(' ').slice(0, 400) || `The payer does not take this claim (${status}).`
}
