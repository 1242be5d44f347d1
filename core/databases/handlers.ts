import { authorized, type Context } from '../dispatch.js'
import type { Outcome } from '../kernel/outcome.js'
import type { SecureDatabase } from './model.js'
import { decideStatus, mayBeOpened } from './rules.js'

const implement = authorized.databases

export const databasesHandlers = {
  list: implement.list.handler(({ context }) => ({ items: context.databases.list() })),

  get: implement.get.handler(({ input, context, errors }) => known(context, input.id, errors.DATABASE_UNKNOWN)),

  provision: implement.provision.handler(({ input, context, errors }) => {
    const made = context.databases.provision(input)
    if (!made.ok) throw errors.NAME_TAKEN()
    return noted(context, made.value)
  }),

  updateStatus: implement.updateStatus.handler(({ input, context, errors }) => {
    const database = known(context, input.id, errors.DATABASE_UNKNOWN)
    const decided = decideStatus(database, input.status, input.confirmation)
    if (!decided.ok) throw errors[decided.refusal]()
    return done(context, context.databases.change(database.id, decided.value), errors.DID_NOT_WORK)
  }),

  check: implement.check.handler(({ input, context, errors }) => {
    openable(known(context, input.id, errors.DATABASE_UNKNOWN), errors.NOT_POSSIBLE_NOW)
    return noted(context, context.databases.check(input.id))
  }),

  backUp: implement.backUp.handler(({ input, context, errors }) => {
    openable(known(context, input.id, errors.DATABASE_UNKNOWN), errors.NOT_POSSIBLE_NOW)
    return done(context, context.databases.backUp(input.id), errors.DID_NOT_WORK)
  }),

  restore: implement.restore.handler(({ input, context, errors }) => {
    const database = known(context, input.id, errors.DATABASE_UNKNOWN)
    openable(database, errors.NOT_POSSIBLE_NOW)
    if (!database.backups.some(({ id }) => id === input.backupId)) throw errors.BACKUP_UNKNOWN()
    return done(context, context.databases.restore(input.id, input.backupId), errors.DID_NOT_WORK)
  }),
}

function known(context: Context, id: string, unknown: () => Error): SecureDatabase {
  const database = context.databases.get(id)
  if (!database) throw unknown()
  return database
}

function openable({ status }: SecureDatabase, refused: () => Error): void {
  if (!mayBeOpened(status)) throw refused()
}

function done(
  context: Context,
  outcome: Outcome<SecureDatabase, string>,
  refused: (refusal: { message: string; data: { reason: string } }) => Error,
): SecureDatabase {
  if (outcome.ok) return noted(context, outcome.value)
  const message = `${outcome.refusal} The database is as it was.`
  throw refused({ message, data: { reason: outcome.refusal } })
}

/** The audit log says who did it; the database itself is no record and stays on this workstation. */
function noted(context: Context, database: SecureDatabase): SecureDatabase {
  context.noteChange()
  return database
}
