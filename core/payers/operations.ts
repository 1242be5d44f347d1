import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { ConnectPayer, Payer, PayerCheck, PayerName } from './model.js'

const VERSION_CONFLICT = {
  status: 409,
  message: 'Somebody changed this connection meanwhile. Look again, then save.',
} as const
const NOT_CONNECTED = { status: 404, message: 'This payer is not connected. Nothing was changed.' } as const

export const payers = {
  list: query('insurance:read')
    .route({ method: 'GET', path: '/api/payers', summary: 'The payers of the plans, and who answers their claims' })
    .input(z.strictObject({}))
    .output(z.array(Payer)),
  connect: command('clinic:manage')
    .route({ method: 'PUT', path: '/api/payers/connection', summary: 'Send a payer’s claims to its FHIR server' })
    .input(ConnectPayer)
    .output(Payer)
    .errors({
      VERSION_CONFLICT,
      TOKEN_MISSING: { status: 422, message: 'Give the token that the payer gave the clinic. Nothing was changed.' },
      TOKEN_FOR_OTHER_ADDRESS: {
        status: 422,
        message: 'The token belongs to another server. Nothing was changed. Give the token of this one.',
      },
    }),
  disconnect: command('clinic:manage')
    .route({ method: 'POST', path: '/api/payers/disconnect', summary: 'Let MediChain answer a payer’s claims again' })
    .input(z.strictObject({ payerName: PayerName, version: z.int() }))
    .output(Payer)
    .errors({ VERSION_CONFLICT, NOT_CONNECTED }),
  check: query('clinic:manage')
    .route({ method: 'GET', path: '/api/payers/check', summary: 'Ask a payer’s server whether it is there' })
    .input(z.strictObject({ payerName: PayerName }))
    .output(z.object({ outcome: PayerCheck }))
    .errors({ NOT_CONNECTED }),
}
