import { patientsFeature } from '../features/patients/feature.js'
import { schedulingFeature } from '../features/scheduling/feature.js'
import type { Feature } from './feature.js'

/** Every feature of the window. Places are ordered by their own `order`. */
export const features: readonly Feature[] = [schedulingFeature, patientsFeature]
