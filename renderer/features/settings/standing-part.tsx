import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { Clinic } from '../../../core/tenancy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { Section } from '../../ui/page.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'
import classes from './tenant.module.css'

/** Suspends the clinic. The notice above every page resumes it. */
export function StandingPart({ clinic }: { clinic: Clinic }) {
  const [isAsking, setIsAsking] = useState(false)
  const suspend = useOperationCommand('tenancy.suspend', {
    onDone: () => {
      setIsAsking(false)
      say({ tone: 'done', message: 'The clinic is suspended.' })
    },
  })
  if (clinic.suspension !== null) return null
  return (
    <Section title="Suspend">
      <Text className={classes.words}>
        A suspended clinic can be read and exported, and nothing in it can be changed: not in any window, not by another
        program, on none of its workstations once they have heard of it. An administrator resumes it at any time.
      </Text>
      <Button variant="default" onClick={() => setIsAsking(true)}>
        Suspend clinic
      </Button>
      {isAsking ? (
        <ReasonDialog
          title={`Suspend ${clinic.name}?`}
          confirmLabel="Suspend clinic"
          keepLabel="Keep it working"
          missingReason="Say why it is suspended."
          command={suspend}
          onClose={() => setIsAsking(false)}
          onConfirm={(reason) => suspend.mutate({ reason, version: clinic.version })}
        >
          Nobody can book, prescribe, dispense, take payments or change anything else until it is resumed. What was
          saved is safe. Everybody is shown the reason.
        </ReasonDialog>
      ) : null}
    </Section>
  )
}
