import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import {
  AddStaff,
  ChangeStanding,
  Passphrase,
  Recover,
  Session,
  SetUpClinic,
  SignIn,
  Staff,
  UpdateStaff,
  WorkstationState,
} from './model.js'

const signInErrors = {
  WRONG_PASSPHRASE: {
    status: 401,
    message:
      'The name or the passphrase is not right. Nothing was changed. Check Caps Lock and the keyboard’s language.',
  },
  RECORDS_UNUSABLE: {
    status: 503,
    message: 'The records cannot be opened.',
    data: z.object({ problem: z.string() }),
  },
  DEACTIVATED: {
    status: 403,
    message:
      'Your sign-in was turned off by an administrator. Everything that you wrote is kept under your name. Ask an administrator to turn it on again.',
  },
  TOO_MANY_TRIES: {
    status: 429,
    message: 'Too many tries. Wait, then try again.',
    data: z.object({ retryAfterSeconds: z.int() }),
  },
}

const staffErrors = {
  STAFF_UNKNOWN: { status: 404, message: 'Nobody here has this id. Nothing was changed.' },
  VERSION_CONFLICT: {
    status: 409,
    message: 'Someone changed this person’s details meanwhile. Look at them, then save again.',
  },
  LAST_ADMINISTRATOR: {
    status: 409,
    message:
      'This is the only administrator who can sign in. Nothing was changed. Make somebody else an administrator first.',
  },
}

export const identity = {
  getWorkstation: query('public')
    .route({
      method: 'GET',
      path: '/api/identity/workstation',
      summary: 'Whether this workstation is new, locked or open',
    })
    .input(z.strictObject({}))
    .output(WorkstationState),
  setUpClinic: command('public')
    .route({
      method: 'POST',
      path: '/api/identity/set-up',
      successStatus: 201,
      summary: 'First run: make the clinic and its first administrator',
    })
    .input(SetUpClinic)
    .output(z.object({ session: Session, token: z.string().nullable(), recoveryCode: z.string() }))
    .errors({
      ALREADY_SET_UP: { status: 409, message: 'This workstation already belongs to a clinic. Sign in instead.' },
    }),
  setUpDemo: command('public')
    .route({
      method: 'POST',
      path: '/api/identity/set-up-demo',
      successStatus: 201,
      summary: 'First run: make the demo clinic',
    })
    .input(z.strictObject({}))
    .output(WorkstationState)
    .errors({
      ALREADY_SET_UP: { status: 409, message: 'This workstation already belongs to a clinic. Sign in instead.' },
    }),
  signIn: command('public')
    .route({
      method: 'POST',
      path: '/api/identity/sign-in',
      summary: 'Sign in; over HTTP the answer holds a bearer token',
    })
    .input(SignIn)
    .output(z.object({ session: Session, token: z.string().nullable() }))
    .errors(signInErrors),
  recover: command('public')
    .route({ method: 'POST', path: '/api/identity/recover', summary: 'Set a new passphrase with the recovery code' })
    .input(Recover)
    .output(z.object({ session: Session, token: z.string().nullable() }))
    .errors({
      WRONG_RECOVERY_CODE: {
        status: 401,
        message: 'This recovery code does not open this clinic. Nothing was changed. Check each group of letters.',
      },
      RECORDS_UNUSABLE: signInErrors.RECORDS_UNUSABLE,
      TOO_MANY_TRIES: signInErrors.TOO_MANY_TRIES,
    }),
  verifySession: query('signed-in')
    .route({ method: 'GET', path: '/api/identity/session', summary: 'Who is signed in at this door' })
    .input(z.strictObject({}))
    .output(Session),
  lock: command('signed-in', { worksSuspended: true })
    .route({
      method: 'POST',
      path: '/api/identity/lock',
      summary: 'Lock: forget this person’s keys until the passphrase is given again',
    })
    .input(z.strictObject({}))
    .output(z.object({ isLocked: z.literal(true) })),
  signOut: command('signed-in', { worksSuspended: true })
    .route({
      method: 'POST',
      path: '/api/identity/sign-out',
      summary: 'Sign out; the records close when nobody is signed in',
    })
    .input(z.strictObject({}))
    .output(z.object({ isSignedOut: z.literal(true) })),
  listStaff: query('signed-in')
    .route({ method: 'GET', path: '/api/identity/staff', summary: 'Everybody who works here' })
    .input(z.strictObject({}))
    .output(z.array(Staff)),
  addStaff: command('identity:manage')
    .route({ method: 'POST', path: '/api/identity/staff', successStatus: 201, summary: 'Add a member of staff' })
    .input(AddStaff)
    .output(Staff)
    .errors({
      LOGIN_NAME_TAKEN: { status: 409, message: 'Somebody here already signs in with this name. Choose another.' },
    }),
  updateStaff: command('identity:manage')
    .route({
      method: 'PUT',
      path: '/api/identity/staff/{staffId}',
      summary: 'Change somebody’s name and roles; the chain hears what their key may sign',
    })
    .input(UpdateStaff)
    .output(Staff)
    .errors(staffErrors),
  deactivateStaff: command('identity:manage')
    .route({
      method: 'POST',
      path: '/api/identity/staff/{staffId}/deactivate',
      summary: 'Let somebody in no more; what they wrote stays theirs',
    })
    .input(ChangeStanding)
    .output(Staff)
    .errors({
      ...staffErrors,
      OWN_SIGN_IN: {
        status: 409,
        message: 'You cannot turn off your own sign-in. Nothing was changed. Another administrator can do it.',
      },
    }),
  reactivateStaff: command('identity:manage')
    .route({
      method: 'POST',
      path: '/api/identity/staff/{staffId}/reactivate',
      summary: 'Let somebody in again, with the passphrase they had',
    })
    .input(ChangeStanding)
    .output(Staff)
    .errors(staffErrors),
  changePassphrase: command('signed-in')
    .route({ method: 'POST', path: '/api/identity/passphrase', summary: 'Change your own passphrase' })
    .input(z.strictObject({ current: z.string().min(1).max(200), next: Passphrase }))
    .output(z.object({ isChanged: z.literal(true) }))
    .errors({ WRONG_PASSPHRASE: signInErrors.WRONG_PASSPHRASE }),
}
