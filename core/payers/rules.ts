import { originOf } from '../kernel/endpoint.js'
import { foldText } from '../kernel/text.js'
import type { ConnectPayer, Payer, PayerConnection } from './model.js'

/** Two workstations that connect one payer speak of one record. */
export const connectionId = (payerName: string): string => foldText(payerName)

/** What is kept when a payer is connected. Refused where no token was ever given: nobody takes claims from just anyone. */
export function decideConnection(
  known: PayerConnection | undefined,
  { payerName, baseUrl, token, providerNumber, version }: ConnectPayer,
  saved: Pick<PayerConnection, 'savedAt' | 'savedBy'>,
):
  | { ok: true; value: PayerConnection }
  | { ok: false; code: 'VERSION_CONFLICT' | 'TOKEN_MISSING' | 'TOKEN_FOR_OTHER_ADDRESS' } {
  if (version !== (known?.version ?? 0)) return { ok: false, code: 'VERSION_CONFLICT' }
  const kept = token ?? known?.server?.token
  if (kept === undefined) return { ok: false, code: 'TOKEN_MISSING' }
  // A token is one server's: whoever may change the address must not learn by it what the token is.
  if (token === null && originOf(known?.server?.baseUrl ?? '') !== originOf(baseUrl))
    return { ok: false, code: 'TOKEN_FOR_OTHER_ADDRESS' }
  const server = { baseUrl, token: kept }
  return { ok: true, value: { payerName, server, providerNumber, version: version + 1, ...saved } }
}

const neverSaved = { server: null, providerNumber: null, version: 0, savedAt: null, savedBy: null } as const

/** A payer as it is shown: without the token. @param planPayers the payer of each plan of the clinic */
export function toPayer(payerName: string, known: PayerConnection | undefined, planPayers: readonly string[]): Payer {
  const { server, ...shown } = known ?? neverSaved
  const baseUrl = server?.baseUrl ?? null
  return { ...shown, payerName, baseUrl, plans: planPayers.filter((name) => isSame(name, payerName)).length }
}

const isSame = (name: string, other: string): boolean => connectionId(name) === connectionId(other)

/** The payers of the clinic's plans, and those that are connected without one, by name. */
export function listPayers(planPayers: readonly string[], connections: readonly PayerConnection[]): Payer[] {
  const connected = connections.filter(({ server }) => server !== null).map(({ payerName }) => payerName)
  // As the plans write it, where they and the connection differ in a capital.
  const names = new Map([...connected, ...planPayers].map((payerName) => [connectionId(payerName), payerName]))
  return [...names.values()].sort().map((payerName) =>
    toPayer(
      payerName,
      connections.find((one) => isSame(one.payerName, payerName)),
      planPayers,
    ),
  )
}
