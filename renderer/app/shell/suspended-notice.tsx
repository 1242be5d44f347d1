import { Button } from '@mantine/core'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { useCan, useSession } from '../session.js'
import classes from './shell.module.css'

/** Stands above every page of a suspended clinic: why, since when, and the way back. */
export function SuspendedNotice() {
  const { clinic } = useSession()
  const can = useCan()
  const resume = useOperationCommand('tenancy.resume', {
    onDone: () => say({ tone: 'done', message: 'The clinic works again.' }),
  })
  const { suspension } = clinic
  if (suspension === null) return null
  return (
    <div className={classes.notice}>
      <Notice
        tone="attention"
        title={`This clinic is suspended: ${suspension.reason}`}
        actions={
          can('clinic:manage') ? (
            <Button
              size="xs"
              variant="default"
              loading={resume.isPending}
              onClick={() => resume.mutate({ version: clinic.version })}
            >
              Resume clinic
            </Button>
          ) : undefined
        }
      >
        By {suspension.by}, <TimeText at={suspension.since} />. Everything can be read and exported; nothing can be
        changed until an administrator resumes it.
        {resume.isError ? <ErrorState error={resume.error} /> : null}
      </Notice>
    </div>
  )
}
