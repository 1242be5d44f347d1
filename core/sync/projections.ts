import { contentOf, type Projections } from '../ports/projection.js'
import type { Decision } from './model.js'
import * as store from './store.js'

export const syncProjections = {
  'conflict-decision'(db, record) {
    const decision = contentOf<Decision>(record)
    store.putDecision(db, decision)
    store.linkPatients(db, decision.conflictId)
  },
} satisfies Projections
