import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { SecureDatabase, SecureDatabaseBackup } from '../../../core/databases/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { bytesText } from '../../ui/bytes-text.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { growthText, statusWords } from './database-words.js'
import classes from './databases.module.css'
import { DestroyKeyDialog } from './destroy-key-dialog.js'

/** One database: how it is, and all that can be done with it as it stands. */
export function DatabaseDetail({ database }: { database: SecureDatabase }) {
  const { id, name, status, reason } = database
  const [isDestroying, setIsDestroying] = useState(false)
  const done = (message: string) => () => say({ tone: 'done', message })
  const suspend = useOperationCommand('databases.updateStatus', { onDone: done(`${name} is suspended.`) })
  const resume = useOperationCommand('databases.updateStatus', { onDone: done(`${name} is ready again.`) })
  const rotate = useOperationCommand('databases.updateStatus', { onDone: done(`${name} has a new key.`) })
  const retry = useOperationCommand('databases.updateStatus')
  const check = useOperationCommand('databases.check')
  const backUp = useOperationCommand('databases.backUp', { onDone: done('The backup was written and read back.') })
  const failed = [suspend, resume, rotate, retry, check, backUp].find(({ isError }) => isError)
  const isBusy = [suspend, resume, rotate, retry, check, backUp].some(({ isPending }) => isPending)
  const usual = { variant: 'default', disabled: isBusy } as const
  return (
    <Stack gap="md">
      {reason === null ? null : <Notice tone={status === 'failed' ? 'danger' : 'attention'} title={reason} />}
      {status === 'shredded' && reason === null ? (
        <Notice title="Its key and those of its backups are destroyed.">
          The encrypted files are still in the folder, and nothing reads them any more.
        </Notice>
      ) : null}
      {database.isIntact === false && status !== 'shredded' ? (
        <Notice tone="danger" title="The last check found damage.">
          Restore the newest backup from before, or keep the file and look at the disk.
        </Notice>
      ) : null}
      {failed?.error ? <ErrorState error={failed.error} /> : null}
      <Facts
        items={[
          {
            label: 'Status',
            value: <StatusBadge tone={statusWords[status].tone}>{statusWords[status].word}</StatusBadge>,
          },
          { label: 'Purpose', value: database.purpose },
          { label: 'Made', value: <TimeText at={database.createdAt} /> },
          { label: 'Key changed', value: database.rotatedAt === null ? 'Never' : <TimeText at={database.rotatedAt} /> },
          { label: 'Size', value: database.bytes === null ? 'No file' : bytesText(database.bytes) },
          ...(status === 'shredded'
            ? []
            : [
                { label: 'Growth', value: growthText(database.growth) },
                { label: 'Last check', value: <LastCheck database={database} /> },
              ]),
        ]}
      />
      <Group gap="xs">
        {status === 'ready' ? (
          <>
            <Button {...usual} loading={check.isPending} onClick={() => check.mutate({ id })}>
              Check
            </Button>
            <Button {...usual} loading={backUp.isPending} onClick={() => backUp.mutate({ id })}>
              Back up
            </Button>
            <Button {...usual} loading={rotate.isPending} onClick={() => rotate.mutate({ id, status: 'rotating' })}>
              Change key
            </Button>
            <Button {...usual} loading={suspend.isPending} onClick={() => suspend.mutate({ id, status: 'suspended' })}>
              Suspend
            </Button>
          </>
        ) : null}
        {status === 'suspended' ? (
          <Button loading={resume.isPending} onClick={() => resume.mutate({ id, status: 'ready' })}>
            Resume
          </Button>
        ) : null}
        {status === 'failed' ? (
          <Button loading={retry.isPending} onClick={() => retry.mutate({ id, status: 'encrypting' })}>
            Try again
          </Button>
        ) : null}
        {status === 'ready' || status === 'suspended' || status === 'failed' ? (
          <Button variant="subtle" color="red" disabled={isBusy} onClick={() => setIsDestroying(true)}>
            {status === 'failed' ? 'Give up' : 'Destroy key'}
          </Button>
        ) : null}
      </Group>
      {status === 'shredded' ? null : <Backups database={database} />}
      {isDestroying ? <DestroyKeyDialog database={database} onClose={() => setIsDestroying(false)} /> : null}
    </Stack>
  )
}

function LastCheck({ database: { checkedAt, isIntact } }: { database: SecureDatabase }) {
  if (checkedAt === null) return 'Never'
  return (
    <>
      {isIntact ? 'Intact' : 'Damaged'}, <TimeText at={checkedAt} isRelative />
    </>
  )
}

function Backups({ database }: { database: SecureDatabase }) {
  const [chosen, setChosen] = useState<SecureDatabaseBackup | null>(null)
  return (
    <section aria-label="Backups">
      <Text fw={600}>Backups</Text>
      {database.backups.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet. A backup is encrypted under a key of its own and read back before it counts.
        </Text>
      ) : (
        <ul className={classes.backups}>
          {database.backups.map((backup) => (
            <li key={backup.id}>
              <span>
                <TimeText at={backup.madeAt} /> · {bytesText(backup.bytes)}
              </span>
              {database.status === 'ready' ? (
                <Button size="xs" variant="default" onClick={() => setChosen(backup)}>
                  Restore
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {chosen === null ? null : <RestoreDialog database={database} backup={chosen} onClose={() => setChosen(null)} />}
    </section>
  )
}

function RestoreDialog({
  database: { id, name },
  backup,
  onClose,
}: {
  database: SecureDatabase
  backup: SecureDatabaseBackup
  onClose: () => void
}) {
  const restore = useOperationCommand('databases.restore', {
    onDone: () => {
      say({ tone: 'done', message: `${name} is as it was when the backup was made.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Restore ${name}?`}
      confirmLabel="Restore backup"
      keepLabel="Leave it"
      isDanger
      isPending={restore.isPending}
      error={restore.error}
      onConfirm={() => restore.mutate({ id, backupId: backup.id })}
    >
      What was written after <TimeText at={backup.madeAt} /> is lost, unless you back up first. The backup is read whole
      before anything is replaced.
    </ConfirmDialog>
  )
}
