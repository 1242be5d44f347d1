import type { EntityKind } from '../kernel/entities.js'
import type { Role } from '../kernel/roles.js'
import type { ConflictChoice, ConflictKind, ConflictSide } from './model.js'

/** Whose decision a conflict is, by what it is about. A conflict about a device anybody may put away who may decide at all. */
const deciders: Readonly<Partial<Record<ConflictKind | EntityKind, readonly Role[]>>> = {
  allergy: ['doctor'],
  consultation: ['doctor', 'front-desk'],
  'encounter-summary': ['doctor'],
  order: ['pharmacist'],
  claim: ['billing'],
  'double-booking': ['front-desk'],
  'over-filled': ['pharmacist'],
  'double-claim': ['billing'],
  'same-allergy': ['doctor', 'pharmacist'],
  'same-person': ['front-desk', 'tenant-admin'],
  'negative-stock': ['pharmacist'],
}

/** Whether one of these roles may settle such a conflict. */
export function mayDecide(kind: ConflictKind, about: EntityKind | 'device', roles: readonly Role[]): boolean {
  if (kind === 'clock') return true
  const who = kind === 'versions' ? (about === 'device' ? undefined : deciders[about]) : deciders[kind]
  return who?.some((role) => roles.includes(role)) ?? false
}

const recordWords: Readonly<Partial<Record<EntityKind | 'device', string>>> = {
  allergy: 'An allergy',
  consultation: 'A visit',
  'encounter-summary': 'A visit’s summary',
  order: 'An order',
  claim: 'A claim',
}

/** How the fills that are too many stand with the chain. */
export type FillsOnChain = 'provisional' | 'refused' | 'confirmed'

const fillWords: Readonly<Record<FillsOnChain, string>> = {
  provisional: 'It is provisional until the chain has taken one of them.',
  refused: 'The chain took one of them and refused the other.',
  confirmed: 'The chain has them.',
}

/** What happened, in a sentence. It names nobody. */
export function statementOf(kind: ConflictKind, about: EntityKind | 'device', fills: FillsOnChain): string {
  switch (kind) {
    case 'versions':
      return `${recordWords[about] ?? 'A record'} was changed on two workstations that did not know of each other.`
    case 'double-booking':
      return 'One time of a doctor was booked twice, on workstations that did not know of each other.'
    case 'over-filled':
      return `A prescription was filled more often than it allows. ${fillWords[fills]}`
    case 'double-claim':
      return about === 'order'
        ? 'One order was claimed twice, by workstations that did not know of each other. The payer is asked about neither until somebody decides.'
        : 'One visit was claimed twice, by workstations that did not know of each other. The payer is asked about neither until somebody decides.'
    case 'same-allergy':
      return 'One allergy was written down twice, by people who did not see each other’s entry. Both stand until somebody decides.'
    case 'same-person':
      return 'Two records are likely of one person.'
    case 'negative-stock':
      return 'More of a batch was taken than it held. Count what is on the shelf.'
    case 'clock':
      return 'The clock of another workstation is more than ten minutes ahead of this one’s: one of them is wrong. The order of changes is kept all the same.'
  }
}

/** What a side still lets be done with it. */
export type SideFate = 'can-give-way' | 'has-given-way' | 'stays'

/** What may be chosen, and what choosing it does. @param fates by side, for bookings, orders and claims */
export function choicesOf(
  kind: ConflictKind,
  sides: readonly Pick<ConflictSide, 'id' | 'label'>[],
  fates: ReadonlyMap<string, SideFate>,
): ConflictChoice[] {
  const each = (words: (label: string) => string) =>
    sides.map(({ id, label }) => ({ choice: id, statement: words(label) }))
  const both = (statement: string): ConflictChoice => ({ choice: 'both', statement })
  const fillConsequence = (chosen: string) => {
    const others = sides.filter(({ id }) => id !== chosen).map(({ id }) => fates.get(id))
    return others.includes('stays')
      ? 'What the patient has of the other cannot be taken back: a task says to call them.'
      : 'The other is canceled, and its medicine goes back to the shelf.'
  }
  switch (kind) {
    case 'versions':
      return each((label) => `${label} stands. The other stays in the history.`)
    case 'double-booking':
      return [
        ...each((label) => `${label} keeps the time. The other visit is canceled: call the patient.`).filter(
          ({ choice }) => sides.every(({ id }) => id === choice || fates.get(id) !== 'stays'),
        ),
        both('Both are seen in this time.'),
      ]
    case 'over-filled':
      return [
        ...sides.map(({ id, label }) => ({ choice: id, statement: `${label} stands. ${fillConsequence(id)}` })),
        both('All of them stand: they were handed out, and the doctor was told.'),
      ]
    case 'double-claim':
      return [
        ...each((label) => `${label} stands. The other is withdrawn and gives back what it used of the plan.`).filter(
          ({ choice }) => sides.every(({ id }) => id === choice || fates.get(id) !== 'stays'),
        ),
        both('Both stand: the payer was told, and settles it.'),
      ]
    case 'same-allergy':
      return [
        ...each((label) => `${label} stands. The other leaves the active list and stays in the history.`),
        both('Both stay on the list: they say different things.'),
      ]
    case 'same-person':
      return [
        ...each((label) => `One person: ${label} stays, and the other record is shown with it.`),
        both('Two people: both records stay as they are.'),
      ]
    case 'negative-stock':
      return [
        { choice: 'level', statement: 'The batch is used up: its stock is set to nothing.' },
        { choice: 'leave', statement: 'A delivery was not written down yet: it is left until it is.' },
      ]
    case 'clock':
      return [
        { choice: 'seen', statement: 'The clocks were looked at. You are told again if it is still so tomorrow.' },
      ]
  }
}

/** Words of a record that tell nobody anything: numbers of other records, and what opens commitments. */
const notWords = /^(id|version|request|idempotencyKey|.*Id|chain.*|signer)$/

/** What a record says, field by field, as it is read. */
export function wordsOf(body: Readonly<Record<string, unknown>>): ConflictSide['fields'] {
  return Object.entries(body)
    .filter(([name]) => !notWords.test(name))
    .map(([name, value]) => ({
      name,
      value: value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
    }))
}

/** The fields in which not all sides say the same. */
export function differingFields(sides: readonly Pick<ConflictSide, 'fields'>[]): string[] {
  const names = new Set(sides.flatMap(({ fields }) => fields.map(({ name }) => name)))
  const said = ({ fields }: Pick<ConflictSide, 'fields'>, wanted: string) =>
    fields.find(({ name }) => name === wanted)?.value ?? null
  return [...names].filter((name) => new Set(sides.map((side) => said(side, name))).size > 1)
}
