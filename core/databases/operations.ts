import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { ProvisionSecureDatabase, SecureDatabase, UpdateSecureDatabaseStatus } from './model.js'

const DATABASE_UNKNOWN = {
  status: 404,
  message: 'There is no secure database of this id on this workstation.',
} as const
const NOT_POSSIBLE_NOW = {
  status: 409,
  message: 'As it stands now, this cannot be done with this database. Nothing was changed.',
} as const
const DID_NOT_WORK = {
  status: 409,
  message: 'That did not work, and the database is as it was.',
  data: z.object({ reason: z.string() }),
} as const
const withId = z.strictObject({ id: AnyId })

/** Routes under `/secure-databases`, and the seed's own name for them. */
const routes = (method: string, rest: string) => ({
  aliases: [
    `${method} /secure-databases${rest}`,
    `${method} /rust-secure-databases${rest}`,
    `${method} /api/rust-secure-databases${rest}`,
  ],
})

export const databases = {
  list: query('clinic:manage', routes('GET', ''))
    .route({ method: 'GET', path: '/api/secure-databases', summary: 'The secure databases of this workstation' })
    .input(z.strictObject({}))
    .output(z.object({ items: z.array(SecureDatabase) })),
  provision: command('clinic:manage', routes('POST', ''))
    .route({
      method: 'POST',
      path: '/api/secure-databases',
      successStatus: 201,
      summary: 'Make an encrypted file under a key of its own; `failed` with the reason where that was not possible',
    })
    .input(ProvisionSecureDatabase)
    .output(SecureDatabase)
    .errors({ NAME_TAKEN: { status: 409, message: 'Another secure database has this name. Choose another one.' } }),
  get: query('clinic:manage', routes('GET', '/{id}'))
    .route({ method: 'GET', path: '/api/secure-databases/{id}', summary: 'One secure database' })
    .input(withId)
    .output(SecureDatabase)
    .errors({ DATABASE_UNKNOWN }),
  updateStatus: command('clinic:manage', routes('POST', '/{id}/update-status'))
    .route({
      method: 'POST',
      path: '/api/secure-databases/{id}/update-status',
      summary: 'Suspend, resume, try again, write anew under another key, or destroy the key',
    })
    .input(UpdateSecureDatabaseStatus)
    .output(SecureDatabase)
    .errors({
      DATABASE_UNKNOWN,
      NOT_POSSIBLE_NOW,
      NAME_NOT_CONFIRMED: {
        status: 409,
        message: 'Destroying the key cannot be undone. Type the database’s name to confirm. Nothing was changed.',
      },
      DID_NOT_WORK,
    }),
  check: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/secure-databases/{id}/check',
      summary: 'Read every page, its authentication code and the structure',
    })
    .input(withId)
    .output(SecureDatabase)
    .errors({ DATABASE_UNKNOWN, NOT_POSSIBLE_NOW }),
  backUp: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/secure-databases/{id}/backups',
      successStatus: 201,
      summary: 'Write a copy under a key of its own, and read it back',
    })
    .input(withId)
    .output(SecureDatabase)
    .errors({ DATABASE_UNKNOWN, NOT_POSSIBLE_NOW, DID_NOT_WORK }),
  restore: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/secure-databases/{id}/restore',
      summary: 'Put a backup in the place of what is there, once all of it was read and is intact',
    })
    .input(z.strictObject({ id: AnyId, backupId: AnyId }))
    .output(SecureDatabase)
    .errors({
      DATABASE_UNKNOWN,
      NOT_POSSIBLE_NOW,
      DID_NOT_WORK,
      BACKUP_UNKNOWN: { status: 404, message: 'This database has no backup of this id.' },
    }),
}
