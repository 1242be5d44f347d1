import { Button, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import type { RefusedArrival } from '../../../core/sync/model.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './sync-page.module.css'

const outcomes = {
  settled: { tone: 'done', message: 'It came right this time.' },
  again: { message: 'It was refused again. It stays listed; nothing of it was taken over.' },
  'not-reached': { message: 'The relay does not answer now. It stays listed and can be tried again.' },
} as const

/** What came in and was not taken over: whom it names, what was wrong, and what to do. At most 200, so no table. */
export function RefusedTable() {
  const queue = useOperationQuery('sync.listQueue', {})
  return (
    <QueryView query={queue}>
      {({ refused }) =>
        refused.length === 0 ? (
          <EmptyState icon={<IconShieldCheck size={22} />} title="Nothing was refused">
            Everything that came was signed by a workstation of the clinic and fits what it sent before. What does not
            is kept apart and listed here.
          </EmptyState>
        ) : (
          <ul className={classes.refused} aria-label="Refused">
            {refused.map((entry) => (
              <li key={entry.id}>
                <Refused entry={entry} />
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  )
}

function Refused({ entry }: { entry: RefusedArrival }) {
  const retry = useOperationCommand('sync.retryRefused', { onDone: ({ outcome }) => say(outcomes[outcome]) })
  return (
    <Notice
      tone="attention"
      title={entry.deviceName === null ? 'From the relay' : `Changes of ${entry.deviceName}`}
      actions={
        <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate({ id: entry.id })}>
          Try again
        </Button>
      }
    >
      <div>{entry.message}</div>
      <Text size="xs" c="inherit">
        <TimeText at={entry.at} isRelative /> · {entry.reason}
      </Text>
      {retry.isError ? <ErrorState error={retry.error} /> : null}
    </Notice>
  )
}
