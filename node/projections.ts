import { accessProjections } from '../core/access/projections.js'
import { anomaliesProjections } from '../core/anomalies/projections.js'
import { attachmentsProjections } from '../core/attachments/projections.js'
import { billingProjections } from '../core/billing/projections.js'
import { devicesProjections } from '../core/devices/projections.js'
import { encountersProjections } from '../core/encounters/projections.js'
import { identityProjections } from '../core/identity/projections.js'
import { insuranceProjections } from '../core/insurance/projections.js'
import { interchangeProjections } from '../core/interchange/projections.js'
import { invoicesProjections } from '../core/invoices/projections.js'
import { patientsProjections } from '../core/patients/projections.js'
import { payersProjections } from '../core/payers/projections.js'
import { pharmacyProjections } from '../core/pharmacy/projections.js'
import type { AllProjections } from '../core/ports/projection.js'
import { prescriptionsProjections } from '../core/prescriptions/projections.js'
import { schedulingProjections } from '../core/scheduling/projections.js'
import { syncProjections } from '../core/sync/projections.js'
import { tasksProjections } from '../core/tasks/projections.js'
import { telehealthProjections } from '../core/telehealth/projections.js'
import { tenancyProjections } from '../core/tenancy/projections.js'
import { usageProjections } from '../core/usage/projections.js'

/** How every kind of record that other devices send gets its rows here. A kind without rows says so. */
export const projections = {
  ...tenancyProjections,
  ...identityProjections,
  ...patientsProjections,
  ...schedulingProjections,
  ...encountersProjections,
  ...telehealthProjections,
  ...prescriptionsProjections,
  ...pharmacyProjections,
  ...insuranceProjections,
  ...payersProjections,
  ...billingProjections,
  ...tasksProjections,
  ...accessProjections,
  ...interchangeProjections,
  ...anomaliesProjections,
  ...usageProjections,
  ...invoicesProjections,
  ...attachmentsProjections,
  ...syncProjections,
  ...devicesProjections,
  // The order's events say all that pages show of it; the record is there to be proven.
  dispense: null,
  // The journal puts calls into the chain's outbox itself.
  'chain-call': null,
  'device-heads': null,
} satisfies AllProjections
