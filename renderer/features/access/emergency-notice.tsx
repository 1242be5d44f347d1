import { Button } from '@mantine/core'
import { useState } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useOperationQuery } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { EmergencyFields } from './open-emergency.js'

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

/** On the page of a patient whom this person does not care for: what is closed, and the way in. */
export function ClosedNotice({ patientId }: { patientId: PatientId }) {
  const [isOpening, setIsOpening] = useState(false)
  return (
    <>
      <Notice
        title="You do not care for this patient"
        actions={
          <Button size="xs" variant="default" onClick={() => setIsOpening(true)}>
            Open in an emergency
          </Button>
        }
      >
        What their visits are about, prescriptions and documents are open to their doctors.
      </Notice>
      <FormDrawer isOpen={isOpening} onClose={() => setIsOpening(false)} title="Emergency access">
        <EmergencyFields
          patientId={patientId}
          onOpened={() => {
            setIsOpening(false)
            say({ tone: 'done', message: 'The record is open for one hour.' })
          }}
        />
      </FormDrawer>
    </>
  )
}
