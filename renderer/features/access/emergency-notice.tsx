import type { PatientId } from '../../../core/kernel/ids.js'
import { useOperationQuery } from '../../client/operations.js'
import { Notice } from '../../ui/notice.js'
import { TimeText } from '../../ui/time-text.js'

/** Says that a record is open for an hour only, where it is. */
export function EmergencyNotice({ patientId }: { patientId: PatientId }) {
  const { data } = useOperationQuery('access.getStanding', { patientId })
  if (data?.relation !== 'emergency' || data.until === null) return null
  return (
    <Notice
      tone="attention"
      title={
        <>
          Emergency access until <TimeText at={data.until} />
        </>
      }
    >
      You do not care for this patient. What you open is in the audit log, and an administrator reviews your reason.
    </Notice>
  )
}
