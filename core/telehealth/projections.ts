import { contentOf, type Projections } from '../ports/projection.js'
import type { CallRecord, CallRoom } from './model.js'
import { type MessageRecord, putCallRecord, putCallRoom, putMessage } from './store.js'

export const telehealthProjections = {
  'call-room': (db, record) => putCallRoom(db, contentOf<CallRoom>(record)),
  'call-record': (db, record) => putCallRecord(db, contentOf<CallRecord>(record)),
  'visit-message': (db, record) => putMessage(db, contentOf<MessageRecord>(record)),
} satisfies Projections
