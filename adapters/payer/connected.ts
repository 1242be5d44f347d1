import type { PayerConnection } from '../../core/payers/model.js'
import type { PayerPort } from '../../core/ports/payer.js'
import { httpPayer } from './http-payer.js'

/** A payer that can be asked: it has a server, and the clinic a token there. */
export type ConnectedPayer = PayerConnection & { baseUrl: string; token: string }

export const isConnected = (connection: PayerConnection | undefined): connection is ConnectedPayer =>
  connection !== undefined && connection.baseUrl !== null && connection.token !== null

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
    if (!isConnected(connection)) return usual
    const { baseUrl, token, providerNumber } = connection
    return httpPayer({ baseUrl, token, report, ...(providerNumber !== null && { providerNumber }) })
  }
  return {
    adjudicate: (request) => payerOf(request.claim.payerName).adjudicate(request),
    remit: (request) => payerOf(request.claim.payerName).remit(request),
  }
}
