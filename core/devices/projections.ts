import { contentOf, type Projections } from '../ports/projection.js'
import { type DeviceChange, putChange } from './store.js'

export const devicesProjections = {
  'device-change'(db, record) {
    const change = contentOf<Omit<DeviceChange, 'place'> & { place?: string | null }>(record)
    putChange(db, { ...change, place: change.place ?? null }, record.by)
  },
} satisfies Projections
