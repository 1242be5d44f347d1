import { accessHandlers } from '../core/access/handlers.js'
import { anchoringHandlers } from '../core/anchoring/handlers.js'
import { anomaliesHandlers } from '../core/anomalies/handlers.js'
import { attachmentsHandlers } from '../core/attachments/handlers.js'
import { auditHandlers } from '../core/audit/handlers.js'
import { billingHandlers } from '../core/billing/handlers.js'
import { chainNodesHandlers } from '../core/chain-nodes/handlers.js'
import { databasesHandlers } from '../core/databases/handlers.js'
import { devicesHandlers } from '../core/devices/handlers.js'
import { encountersHandlers } from '../core/encounters/handlers.js'
import { eventsHandlers } from '../core/events/handlers.js'
import { identityHandlers } from '../core/identity/handlers.js'
import { insightHandlers } from '../core/insight/handlers.js'
import { insuranceHandlers } from '../core/insurance/handlers.js'
import { interchangeHandlers } from '../core/interchange/handlers.js'
import { invoicesHandlers } from '../core/invoices/handlers.js'
import { monitoringHandlers } from '../core/monitoring/handlers.js'
import { patientsHandlers } from '../core/patients/handlers.js'
import { payersHandlers } from '../core/payers/handlers.js'
import { pharmacyHandlers } from '../core/pharmacy/handlers.js'
import { prescriptionsHandlers } from '../core/prescriptions/handlers.js'
import { schedulingHandlers } from '../core/scheduling/handlers.js'
import { syncHandlers } from '../core/sync/handlers.js'
import { tasksHandlers } from '../core/tasks/handlers.js'
import { telehealthHandlers } from '../core/telehealth/handlers.js'
import { tenancyHandlers } from '../core/tenancy/handlers.js'
import { usageHandlers } from '../core/usage/handlers.js'

/** Every operation with its handler: what both doors serve. */
export const router = {
  identity: identityHandlers,
  tenancy: tenancyHandlers,
  patients: patientsHandlers,
  scheduling: schedulingHandlers,
  encounters: encountersHandlers,
  telehealth: telehealthHandlers,
  prescriptions: prescriptionsHandlers,
  pharmacy: pharmacyHandlers,
  insurance: insuranceHandlers,
  payers: payersHandlers,
  billing: billingHandlers,
  tasks: tasksHandlers,
  access: accessHandlers,
  anchoring: anchoringHandlers,
  audit: auditHandlers,
  insight: insightHandlers,
  anomalies: anomaliesHandlers,
  monitoring: monitoringHandlers,
  usage: usageHandlers,
  invoices: invoicesHandlers,
  databases: databasesHandlers,
  chainNodes: chainNodesHandlers,
  sync: syncHandlers,
  devices: devicesHandlers,
  attachments: attachmentsHandlers,
  interchange: interchangeHandlers,
  events: eventsHandlers,
}
