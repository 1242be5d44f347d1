import { access } from './access/operations.js'
import { anchoring } from './anchoring/operations.js'
import { anomalies } from './anomalies/operations.js'
import { attachments } from './attachments/operations.js'
import { audit } from './audit/operations.js'
import { billing } from './billing/operations.js'
import { chainNodes } from './chain-nodes/operations.js'
import { databases } from './databases/operations.js'
import { devices } from './devices/operations.js'
import { encounters } from './encounters/operations.js'
import { events } from './events/operations.js'
import { identity } from './identity/operations.js'
import { insight } from './insight/operations.js'
import { insurance } from './insurance/operations.js'
import { interchange } from './interchange/operations.js'
import { invoices } from './invoices/operations.js'
import { monitoring } from './monitoring/operations.js'
import { patients } from './patients/operations.js'
import { payers } from './payers/operations.js'
import { pharmacy } from './pharmacy/operations.js'
import { prescriptions } from './prescriptions/operations.js'
import { scheduling } from './scheduling/operations.js'
import { sync } from './sync/operations.js'
import { tasks } from './tasks/operations.js'
import { telehealth } from './telehealth/operations.js'
import { tenancy } from './tenancy/operations.js'
import { usage } from './usage/operations.js'

/** Every operation of the local node. */
export const catalogue = {
  identity,
  tenancy,
  patients,
  scheduling,
  encounters,
  telehealth,
  prescriptions,
  pharmacy,
  insurance,
  payers,
  billing,
  tasks,
  access,
  anchoring,
  audit,
  insight,
  anomalies,
  monitoring,
  usage,
  invoices,
  databases,
  chainNodes,
  sync,
  devices,
  attachments,
  interchange,
  events,
}
