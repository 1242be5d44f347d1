import type { MonitoringStatus } from '../monitoring/model.js'

/** How this workstation's services are. */
export interface MonitorPort {
  status(): MonitoringStatus
  /** Looks at every service now. */
  look(): MonitoringStatus
  /** What helps to find a fault: versions, services, counts, sizes and the log, as text that a person can read. No patient data. */
  supportBundle(): string
}
