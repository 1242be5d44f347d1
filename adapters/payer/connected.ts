import type { PayerConnection } from '../../core/payers/model.js'
import type { PayerPort } from '../../core/ports/payer.js'
import { httpPayer } from './http-payer.js'

/**
 * Asks each claim's own payer: over HTTP where the clinic is connected to it, otherwise the usual one. What is connected is
 * read with each question, so that a change counts from the next claim on.
 * @param report told of answers that could not be acted on
 */
export function connectedPayers(
  connectionOf: (payerName: string) => PayerConnection | undefined,
  usual: PayerPort,
  report: (problem: string) => void,
): PayerPort {
  const payerOf = (payerName: string): PayerPort => {
    const connection = connectionOf(payerName)
    if (!connection?.server) return usual
    const { server, providerNumber } = connection
    return httpPayer({ ...server, report, ...(providerNumber !== null && { providerNumber }) })
  }
  return {
    adjudicate: (request) => payerOf(request.claim.payerName).adjudicate(request),
    remit: (request) => payerOf(request.claim.payerName).remit(request),
  }
}
