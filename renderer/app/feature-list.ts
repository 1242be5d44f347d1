import { accessFeature } from '../features/access/feature.js'
import { anchoringFeature } from '../features/anchoring/feature.js'
import { auditFeature } from '../features/audit/feature.js'
import { billingFeature } from '../features/billing/feature.js'
import { chainNodesFeature } from '../features/chain-nodes/feature.js'
import { conflictsFeature } from '../features/conflicts/feature.js'
import { databasesFeature } from '../features/databases/feature.js'
import { devicesFeature } from '../features/devices/feature.js'
import { insightFeature } from '../features/insight/feature.js'
import { insuranceFeature } from '../features/insurance/feature.js'
import { interchangeFeature } from '../features/interchange/feature.js'
import { invoicesFeature } from '../features/invoices/feature.js'
import { monitoringFeature } from '../features/monitoring/feature.js'
import { patientsFeature } from '../features/patients/feature.js'
import { pharmacyFeature } from '../features/pharmacy/feature.js'
import { schedulingFeature } from '../features/scheduling/feature.js'
import { settingsFeature } from '../features/settings/feature.js'
import { syncFeature } from '../features/sync/feature.js'
import { tasksFeature } from '../features/tasks/feature.js'
import { todayFeature } from '../features/today/feature.js'
import { usageFeature } from '../features/usage/feature.js'
import { visitsFeature } from '../features/visits/feature.js'
import type { Feature } from './feature.js'

/** Every feature of the window. Places are ordered by their own `order`. */
export const features: readonly Feature[] = [
  todayFeature,
  schedulingFeature,
  patientsFeature,
  visitsFeature,
  pharmacyFeature,
  billingFeature,
  insuranceFeature,
  tasksFeature,
  conflictsFeature,
  insightFeature,
  accessFeature,
  auditFeature,
  monitoringFeature,
  usageFeature,
  invoicesFeature,
  databasesFeature,
  chainNodesFeature,
  anchoringFeature,
  syncFeature,
  devicesFeature,
  interchangeFeature,
  settingsFeature,
]
