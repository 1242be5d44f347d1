import { contentOf, type Projections } from '../ports/projection.js'
import type { PayerConnection } from './model.js'
import { putConnection } from './store.js'

export const payersProjections = {
  'payer-connection'(db, record) {
    putConnection(db, { ...contentOf<PayerConnection>(record), version: record.version })
  },
} satisfies Projections
