import { authorized, type Context } from '../dispatch.js'
import type { ChainNode } from './model.js'
import { decideMove, decideRemoval, decideWish, mayBeChecked } from './rules.js'

const implement = authorized.chainNodes

export const chainNodesHandlers = {
  list: implement.list.handler(({ context }) => context.chainNodes.list()),

  get: implement.get.handler(({ input, context, errors }) => known(context, input.id, errors.NODE_UNKNOWN)),

  provision: implement.provision.handler(async ({ input, context, errors }) => {
    const made = await context.chainNodes.provision(input)
    if (!made.ok) throw errors.NAME_TAKEN()
    return noted(context, made.value)
  }),

  updateStatus: implement.updateStatus.handler(async ({ input, context, errors }) => {
    const node = known(context, input.id, errors.NODE_UNKNOWN)
    const decided = decideWish(node, input.status, { isInUse: context.chainNodes.isInUse(node.id) })
    if (!decided.ok) throw errors[decided.refusal]()
    return noted(context, await context.chainNodes.change(node.id, decided.value))
  }),

  check: implement.check.handler(async ({ input, context, errors }) => {
    if (!mayBeChecked(known(context, input.id, errors.NODE_UNKNOWN))) throw errors.NOT_POSSIBLE_NOW()
    return noted(context, await context.chainNodes.check(input.id))
  }),

  readLog: implement.readLog.handler(({ input, context, errors }) => {
    const { id } = known(context, input.id, errors.NODE_UNKNOWN)
    return { items: context.chainNodes.readLog(id) }
  }),

  remove: implement.remove.handler(async ({ input, context, errors }) => {
    const node = known(context, input.id, errors.NODE_UNKNOWN)
    const decided = decideRemoval(node, { isInUse: context.chainNodes.isInUse(node.id) })
    if (!decided.ok) throw errors[decided.refusal]()
    await context.chainNodes.remove(node.id)
    return noted(context, { id: node.id })
  }),

  move: implement.move.handler(({ input, context, errors }) => {
    const node = known(context, input.id, errors.NODE_UNKNOWN)
    const decided = decideMove(node, context.chainNodes.home())
    if (!decided.ok) throw errors[decided.refusal]()
    return noted(context, context.chainNodes.move(node.id))
  }),
}

function known(context: Context, id: string, unknown: () => Error): ChainNode {
  const node = context.chainNodes.get(id)
  if (!node) throw unknown()
  return node
}

/** The audit log says who did it; a node is no record and stays on this workstation. */
function noted<T>(context: Context, answer: T): T {
  context.noteChange()
  return answer
}
