import { authorized, type CallContext, type Context, open } from '../dispatch.js'
import type { StaffId } from '../kernel/ids.js'
import type { SignInResult } from '../ports/vault.js'
import { changeStaff, enrollStaff, saveCredential } from './intake.js'
import type { Staff } from './model.js'
import { readAllStaff, readStaffByLogin } from './reads.js'
import { decideStaffChange, type StaffChangeRefusal } from './rules.js'

export const identityHandlers = {
  getWorkstation: open.identity.getWorkstation.handler(({ context }) => context.vault.state()),

  setUpClinic: open.identity.setUpClinic.handler(async ({ input, context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    const { signedIn, recoveryCode } = await context.vault.setUp(input)
    return { session: signedIn.session, token: context.door.enter(signedIn), recoveryCode }
  }),

  setUpDemo: open.identity.setUpDemo.handler(async ({ context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    await context.vault.setUpDemo()
    return context.vault.state()
  }),

  signIn: open.identity.signIn.handler(async ({ input, context, errors }) => {
    const result = await context.vault.signIn(input.loginName, input.passphrase)
    if (result.ok) return enter(context, result)
    const { refusal } = result
    switch (refusal.code) {
      case 'WRONG_PASSPHRASE':
        throw errors.WRONG_PASSPHRASE()
      case 'DEACTIVATED':
        throw errors.DEACTIVATED()
      case 'TOO_MANY_TRIES':
        throw errors.TOO_MANY_TRIES({ data: { retryAfterSeconds: refusal.retryAfterSeconds } })
      case 'RECORDS_UNUSABLE':
        throw errors.RECORDS_UNUSABLE({ message: refusal.message, data: { problem: refusal.problem } })
    }
  }),

  recover: open.identity.recover.handler(async ({ input, context, errors }) => {
    const result = await context.vault.recover(input.recoveryCode, input.loginName, input.passphrase)
    if (result.ok) return enter(context, result)
    const { refusal } = result
    switch (refusal.code) {
      case 'WRONG_PASSPHRASE':
      case 'DEACTIVATED':
        throw errors.WRONG_RECOVERY_CODE()
      case 'TOO_MANY_TRIES':
        throw errors.TOO_MANY_TRIES({ data: { retryAfterSeconds: refusal.retryAfterSeconds } })
      case 'RECORDS_UNUSABLE':
        throw errors.RECORDS_UNUSABLE({ message: refusal.message, data: { problem: refusal.problem } })
    }
  }),

  verifySession: authorized.identity.verifySession.handler(({ context, errors }) => {
    const who = context.door.signedIn()
    if (!who) throw errors.UNAUTHORIZED()
    const { staff, permissions } = context.actor
    return { ...who.session, staff, permissions: [...permissions], clinic: context.clinic }
  }),

  lock: authorized.identity.lock.handler(({ context }) => {
    noteLeaving(context)
    context.door.leave()
    return { isLocked: true as const }
  }),

  signOut: authorized.identity.signOut.handler(async ({ context }) => {
    noteLeaving(context)
    context.door.leave()
    await context.vault.closeIfUnused()
    return { isSignedOut: true as const }
  }),

  listStaff: authorized.identity.listStaff.handler(({ context }) => context.read(readAllStaff)),

  addStaff: authorized.identity.addStaff.handler(async ({ input, context, errors }) => {
    const by = context.door.signedIn()
    if (!by) throw errors.UNAUTHORIZED()
    const { passphrase: _, ...details } = input
    return context.vault.addStaff(by, input, ({ staffId, chainAddress, credential }) =>
      context.transact((unit) => {
        if (readStaffByLogin(unit, input.loginName)) throw errors.LOGIN_NAME_TAKEN()
        saveCredential(unit, staffId, credential)
        return enrollStaff(unit, context.keys, { ...details, id: staffId, chainAddress, isActive: true, version: 1 })
      }),
    )
  }),

  updateStaff: authorized.identity.updateStaff.handler(({ input, context, errors }) => {
    const { staffId, ...wanted } = input
    return change(context, staffId, wanted, (code) => errors[code]())
  }),

  deactivateStaff: authorized.identity.deactivateStaff.handler(({ input, context, errors }) => {
    if (input.staffId === context.actor.staff.id) throw errors.OWN_SIGN_IN()
    const wanted = { version: input.version, isActive: false }
    return change(context, input.staffId, wanted, (code) => errors[code]())
  }),

  reactivateStaff: authorized.identity.reactivateStaff.handler(({ input, context, errors }) => {
    const wanted = { version: input.version, isActive: true }
    return change(context, input.staffId, wanted, (code) => errors[code]())
  }),

  changePassphrase: authorized.identity.changePassphrase.handler(async ({ input, context, errors }) => {
    const { loginName } = context.actor.staff
    const isChanged = await context.vault.changePassphrase(loginName, input, (staffId, credential) =>
      context.transact((unit) => saveCredential(unit, staffId, credential)),
    )
    if (!isChanged) throw errors.WRONG_PASSPHRASE()
    return { isChanged: true as const }
  }),
}

/** Lets the person in at this door. */
function enter(context: CallContext, { value }: Extract<SignInResult, { ok: true }>) {
  return { session: value.session, token: context.door.enter(value) }
}

function noteLeaving(context: Context): void {
  const { actorId, actorName } = context.actor
  context.journal.note({ actorId, actorName, action: 'identity.signOut', door: context.door.kind }, 'signed-out')
}

/** Makes somebody what is wanted, and tells the chain and, once it is committed, the key file. */
async function change(
  context: Context,
  staffId: StaffId,
  wanted: Parameters<typeof decideStaffChange>[2],
  deny: (code: 'STAFF_UNKNOWN' | StaffChangeRefusal['code']) => Error,
): Promise<Staff> {
  const changed = context.transact((unit) => {
    const people = readAllStaff(unit)
    const current = people.find(({ id }) => id === staffId)
    if (!current) throw deny('STAFF_UNKNOWN')
    const decision = decideStaffChange(people, current, wanted)
    if (!decision.ok) throw deny(decision.refusal.code)
    return changeStaff(unit, context.keys, current, decision.value)
  })
  await context.vault.followStaff()
  return changed
}
