import type { App } from '../support/app.js'
import { demoPerson } from '../support/app-demo.js'
import { switchTo } from '../support/app-people.js'
import { attend, prescribe, startVisit } from './doctor.js'
import { followUp } from './follow-up.js'
import {
  addCoverageIfNone,
  bookVisit,
  checkIn,
  closePayment,
  registerPatient,
  takePayment,
  verifyCoverage,
} from './front-desk.js'
import { deliver, order, showDelivered, verifyPrescription } from './pharmacy.js'
import {
  dismissNotifications,
  type Made,
  openPatient,
  openVisit,
  type ProofSeen,
  proofOf,
  type Story,
  show,
} from './story.js'

/** The people of the demo clinic who walk it; the doctor is whoever has the first free time. */
export const staff = {
  desk: demoPerson('front-desk'),
  pharmacist: demoPerson('pharmacist'),
  billing: demoPerson('billing'),
  administrator: demoPerson('tenant-admin'),
}

export interface WalkStep {
  /** As the rail of the visit calls it. */
  name: string
  picture: string
  /** Does the step and leaves the window showing it. */
  run(app: App, story: Story): Promise<Made>
  /** Leaves what would stand in the way of the next step. */
  after?(app: App, story: Story): Promise<void>
}

/** The eight steps, each by the person whose work it is. */
export const walkSteps: readonly WalkStep[] = [
  { name: 'Booked', picture: '01-booked', run: (app, story) => bookVisit(app, story, staff.desk) },
  { name: 'Covered', picture: '02-covered', run: (app, story) => verifyCoverage(app, story, staff.desk) },
  {
    name: 'Paid',
    picture: '03-paid',
    run: (app, story) => takePayment(app, story, staff.desk),
    after: async (app, story) => {
      await closePayment(app)
      await checkIn(app, story, staff.desk)
    },
  },
  {
    name: 'Consulted',
    picture: '04-consulted',
    run: async (app, story) => {
      await startVisit(app, story)
      return attend(app, story)
    },
  },
  { name: 'Prescribed', picture: '05-prescribed', run: (app, story) => prescribe(app, story) },
  {
    name: 'Ordered',
    picture: '06-ordered',
    run: async (app, story) => {
      await verifyPrescription(app, story, staff.pharmacist)
      return order(app, story, staff.desk)
    },
  },
  {
    name: 'Delivered',
    picture: '07-delivered',
    run: async (app, story) => {
      const made = await deliver(app, story, staff.pharmacist)
      await showDelivered(app, story, staff.desk)
      return made
    },
  },
  { name: 'Followed up', picture: '08-followed-up', run: (app, story) => followUp(app, story, staff.billing, 2) },
]

/** The person is at the desk: registered, and a member of a plan. */
export async function arrive(app: App, story: Story, isRegistered = false): Promise<void> {
  if (!isRegistered) await registerPatient(app, story, staff.desk)
  else {
    await switchTo(app, staff.desk)
    await openPatient(app, story)
  }
  await addCoverageIfNone(app, 'Silver PPO')
}

/** One step, its picture, and the way clear for the next. */
export async function take(app: App, story: Story, step: WalkStep, picturesDir: string): Promise<Made> {
  const made = await step.run(app, story)
  await dismissNotifications(app)
  await app.picture(`${picturesDir}/${step.picture}.png`)
  await step.after?.(app, story)
  return made
}

/** Every step's transaction and block, from the seals on the visit's rail. */
export async function readProofs(app: App, story: Story): Promise<ReadonlyMap<string, ProofSeen>> {
  await openVisit(app, story, story.doctorName)
  await show(app, 'Booked')
  const proofs = new Map<string, ProofSeen>()
  for (const { name } of walkSteps) proofs.set(name, await proofOf(app, name))
  return proofs
}
