import { Button, Textarea, TextInput } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ProvisionSecureDatabase, type SecureDatabase } from '../../../core/databases/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { bytesText } from '../../ui/bytes-text.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Page } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DatabaseDetail } from './database-detail.js'
import { statusWords } from './database-words.js'
import classes from './databases.module.css'

/** The encrypted files of this workstation beside the clinic's records. */
export function DatabasesPage() {
  const databases = useOperationQuery('databases.list', {})
  const [isNew, setIsNew] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  const open = databases.data?.items.find(({ id }) => id === openId)
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
      New database
    </Button>
  )
  return (
    <Page
      title="Secure databases"
      subtitle="Encrypted files of this workstation, each under a key of its own."
      actions={databases.data?.items.length === 0 ? undefined : add}
    >
      <QueryView query={databases}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<IconDatabase size={22} />} title="No secure database yet" action={add}>
              Keep what does not belong into the clinic’s records apart from them: it can be suspended, backed up, and
              made unreadable for good by itself.
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {items.map((database) => (
                <Row key={database.id} database={database} onOpen={() => setOpenId(database.id)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <FormDrawer isOpen={isNew} onClose={() => setIsNew(false)} title="New database">
        <ProvisionForm
          onDone={(made) => {
            setIsNew(false)
            void databases.refetch()
            setOpenId(made.id)
          }}
        />
      </FormDrawer>
      <FormDrawer isOpen={open !== undefined} onClose={() => setOpenId(null)} title={open?.name ?? ''} size={560}>
        {open === undefined ? null : <DatabaseDetail database={open} />}
      </FormDrawer>
    </Page>
  )
}

function Row({ database, onOpen }: { database: SecureDatabase; onOpen: () => void }) {
  const { name, purpose, status, reason, bytes } = database
  return (
    <li>
      <button type="button" className={classes.row} onClick={onOpen}>
        <span className={classes.main}>
          <span className={classes.name}>{name}</span>
          <span className={classes.about}>{reason ?? purpose}</span>
        </span>
        <span className={classes.size}>{bytes === null ? '' : bytesText(bytes)}</span>
        <StatusBadge tone={statusWords[status].tone}>{statusWords[status].word}</StatusBadge>
      </button>
    </li>
  )
}

function ProvisionForm({ onDone }: { onDone: (made: SecureDatabase) => void }) {
  const state = useOperationForm({
    path: 'databases.provision',
    schema: ProvisionSecureDatabase,
    initial: { name: '', purpose: '' },
    onDone: (made) => {
      if (made.status === 'ready') say({ tone: 'done', message: `${made.name} is ready.` })
      onDone(made)
    },
  })
  return (
    <OperationFields state={state} submitLabel="Make database">
      <TextInput label="Name" data-autofocus autoComplete="off" {...state.form.getInputProps('name')} />
      <Textarea
        label="Purpose"
        description="What it is for. Name no patient here."
        autosize
        minRows={2}
        {...state.form.getInputProps('purpose')}
      />
    </OperationFields>
  )
}
