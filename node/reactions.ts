import { insuranceReaction as insurance } from '../core/insurance/reactions.js'
import type { Reaction } from '../core/ports/reaction.js'
import { tasksReaction as tasks } from '../core/tasks/reactions.js'

/** Which slices do something, in the same transaction, when another slice says that something happened. */
export const react: readonly Reaction[] = [insurance, tasks]
