import type { Json } from './canonical.js'

/** A record's content as it is logged, merged and projected. */
export type RecordBody = { readonly [key: string]: Json }
