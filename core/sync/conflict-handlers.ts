import { authorized, type Context } from '../dispatch.js'
import { toPage } from '../kernel/page.js'
import type { Reader } from '../ports/database.js'
import type { ReadUnit } from '../ports/unit.js'
import { choicesOf, differingFields, mayDecide, statementOf } from './choices.js'
import { carryOut, makeDecision } from './deciding.js'
import type { Conflict, ConflictDetail } from './model.js'
import { readFates, readFillsOnChain, readName, readSides } from './sides.js'
import * as store from './store.js'

const implement = authorized.sync

export const conflictHandlers = {
  listConflicts: implement.listConflicts.handler(({ input, context }) =>
    context.read((unit) => {
      const [foundAt = '', id = ''] = input.cursor?.split('|') ?? []
      const after = input.cursor === undefined ? undefined : { foundAt, id }
      const found = store.listConflicts(unit, input.state === 'open', after, input.limit + 1)
      const page = toPage(found, input.limit, (last) => `${last.foundAt}|${last.id}`)
      for (const conflict of page.items) say(unit, context, conflict)
      return { ...page, items: page.items.map((conflict) => shown(unit, context, conflict)) }
    }),
  ),

  getConflict: implement.getConflict.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const conflict = store.readConflict(unit, input.conflictId)
      if (!conflict) throw errors.CONFLICT_UNKNOWN()
      say(unit, context, conflict)
      return detailed(unit, context, conflict)
    }),
  ),

  decideConflict: implement.decideConflict.handler(({ input, context, errors }) => {
    const found = context.read((unit) => {
      const conflict = store.readConflict(unit, input.conflictId)
      if (!conflict) return undefined
      say(unit, context, conflict)
      return { conflict, choices: detailed(unit, context, conflict).choices }
    })
    if (!found) throw errors.CONFLICT_UNKNOWN()
    const { conflict, choices } = found
    if (!conflict.isOpen) throw errors.ALREADY_DECIDED()
    if (!isYours(context, conflict)) throw errors.NOT_YOURS()
    if ([...input.sides].sort().join() !== [...conflict.sides].sort().join()) throw errors.CHANGED()
    if (!choices.some(({ choice }) => choice === input.choice)) throw errors.NOT_A_CHOICE()
    const signed = makeDecision(context, conflict, input)
    context.transact((unit) => carryOut(unit, context, conflict, signed))
    return context.read((unit) => {
      const decided = store.readConflict(unit, conflict.id)
      if (!decided) throw new Error('A conflict that was just decided is gone.')
      say(unit, context, decided)
      return detailed(unit, context, decided)
    })
  }),
}

const isYours = (context: Context, { kind, aboutKind }: store.KeptConflict): boolean =>
  context.actor.permissions.has('sync:resolve') && mayDecide(kind, aboutKind, context.actor.staff.roles)

/** Whose records an answer shows; where it is nobody's, the inbox itself was looked at. */
function say(unit: ReadUnit, context: Context, { kind, patientId, sides }: store.KeptConflict): void {
  if (patientId === null) unit.seen({ kind: 'clinic', id: context.clinic.id, patientId: null })
  else unit.seen({ kind: 'patient', id: patientId, patientId })
  const others = kind === 'same-person' ? sides : kind === 'double-booking' ? store.readPatientsOf(unit, sides) : []
  for (const other of store.asPatients(others)) unit.seen({ kind: 'patient', id: other, patientId: other })
}

function shown(db: Reader, context: Context, conflict: store.KeptConflict): Conflict {
  const { id, kind, aboutKind, aboutId, patientId, sides, isOpen, foundAt } = conflict
  return {
    id,
    kind,
    about: { kind: aboutKind, id: aboutId },
    patientId,
    patientName: readName(db, patientId),
    statement: statementOf(kind, aboutKind, readFillsOnChain(db, conflict)),
    sideIds: sides,
    isOpen,
    mayDecide: isOpen && isYours(context, conflict),
    foundAt,
  }
}

function detailed(db: Reader, context: Context, conflict: store.KeptConflict): ConflictDetail {
  const sides = readSides({ db, journal: context.journal, deviceId: context.deviceId }, conflict)
  const decisions = store.readDecisions(db, conflict.id)
  return {
    ...shown(db, context, conflict),
    sides,
    differing: differingFields(sides),
    choices: conflict.isOpen ? choicesOf(conflict.kind, sides, readFates(db, conflict)) : [],
    decisions: decisions.map(({ id, choice, note, decidedAt, decidedBy }, index) => ({
      ...{ id, choice, note, decidedAt, decidedBy },
      counts: index === decisions.length - 1,
    })),
  }
}
