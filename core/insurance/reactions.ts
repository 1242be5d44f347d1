import type { Payable } from '../billing/model.js'
import type { Reaction, ReactionTools } from '../ports/reaction.js'
import type { WriteUnit } from '../ports/unit.js'
import { fileByItself } from './claiming.js'
import type { Desk } from './desk.js'
import { readService, type Service } from './payables.js'
import { readCoverage } from './reads.js'
import { verifyService } from './verification.js'

/** Verifies an order as it is placed, and files the claim as soon as a visit has ended or an order was handed over. */
export const insuranceReaction: Reaction = (event, unit, tools) => {
  switch (event.type) {
    case 'orderPlaced': {
      if (event.coverageId === null) return
      const coverage = readCoverage(unit, event.coverageId)
      if (coverage?.patientId !== event.patientId) throw new Error('An order names a coverage of somebody else.')
      verifyService(unit, desk(tools), service(unit, tools, { kind: 'order', id: event.orderId }), coverage)
      return
    }
    case 'encounterCompleted':
      fileByItself(unit, desk(tools), service(unit, tools, { kind: 'consultation', id: event.consultationId }))
      return
    case 'orderDelivered':
      fileByItself(unit, desk(tools), service(unit, tools, { kind: 'order', id: event.orderId }))
      return
  }
}

function service(unit: WriteUnit, tools: ReactionTools, payable: Payable): Service {
  const found = readService(unit, payable, tools.clinic.timeZone)
  if (!found) throw new Error(`An event speaks of a ${payable.kind} that is not there.`)
  return found
}

const desk = ({ act, clinic, keys, now, newId, newCode }: ReactionTools): Desk => ({
  clinic,
  keys,
  now,
  newId,
  newCode,
  by: act.actorName,
})
