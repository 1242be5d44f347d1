import { contentOf, type Projections } from '../ports/projection.js'
import type { UsageLine } from './model.js'
import { putLine } from './store.js'

export const usageProjections = {
  'usage-line'(db, record) {
    putLine(db, contentOf<UsageLine>(record))
  },
} satisfies Projections
