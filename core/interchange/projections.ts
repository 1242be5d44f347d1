import { contentOf, type Projections } from '../ports/projection.js'
import type { RecordExport } from './model.js'
import { putExport } from './store.js'

export const interchangeProjections = {
  'record-export'(db, record) {
    putExport(db, contentOf<RecordExport>(record))
  },
} satisfies Projections
