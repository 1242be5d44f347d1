import { Button, Group, PasswordInput, Text, TextInput } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { AddStaff, type Staff } from '../../../core/identity/model.js'
import { AppLink, useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { roleWords } from '../../ui/role-words.js'
import { Row, RowList } from '../../ui/row-list.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { PassphraseAdvice } from '../identity/passphrase-advice.js'
import { EditStaff } from './edit-staff.js'
import { RolesField } from './roles-field.js'

/** Everybody who works here. */
export function StaffPart() {
  const can = useCan()
  const go = useGo()
  const staff = useOperationQuery('identity.listStaff', {})
  const { new: adding, edit } = useSearchParams()
  const isAdding = adding !== undefined && can('identity:manage')
  const edited = can('identity:manage') ? staff.data?.find(({ id }) => id === edit) : undefined
  const close = () => go('/settings?part=staff', { isReplacing: true })
  return (
    <Section
      title="Staff"
      actions={
        can('identity:manage') ? (
          <Button
            size="xs"
            leftSection={<IconUserPlus size={15} />}
            onClick={() => go('/settings?part=staff&new=1', { isReplacing: true })}
          >
            Add member of staff
          </Button>
        ) : null
      }
    >
      <QueryView query={staff}>
        {(people) => (
          <RowList>
            {people.map((person) => (
              <Person
                key={person.id}
                person={person}
                onEdit={({ id }) => go(`/settings?part=staff&edit=${id}`, { isReplacing: true })}
              />
            ))}
          </RowList>
        )}
      </QueryView>
      <FormDrawer isOpen={isAdding} onClose={close} title="Add member of staff">
        <AddStaffForm
          onDone={(added) => {
            say({ tone: 'done', message: `${added.displayName} can sign in as ${added.loginName}.` })
            if (added.roles.includes('doctor')) go(`/settings/staff/${added.id}`)
            else close()
          }}
          onCancel={close}
        />
      </FormDrawer>
      <FormDrawer isOpen={edited !== undefined} onClose={close} title={`Edit ${edited?.displayName ?? ''}`}>
        {edited === undefined ? null : <EditStaff key={edited.version} person={edited} onDone={close} />}
      </FormDrawer>
    </Section>
  )
}

function Person({ person, onEdit }: { person: Staff; onEdit: (person: Staff) => void }) {
  const can = useCan()
  const isDoctor = person.roles.includes('doctor')
  return (
    <Row
      align="center"
      isPast={!person.isActive}
      title={person.displayName}
      acts={
        <Group gap="md">
          {person.isActive ? null : <StatusBadge tone="attention">Sign-in is off</StatusBadge>}
          {isDoctor && person.isActive ? <AppLink to={`/doctors/${person.id}`}>See profile</AppLink> : null}
          {isDoctor && person.isActive && can('identity:manage') ? (
            <AppLink to={`/settings/staff/${person.id}`}>Edit profile</AppLink>
          ) : null}
          {can('identity:manage') ? (
            <Button
              size="xs"
              variant="default"
              aria-label={`Edit ${person.displayName}`}
              onClick={() => onEdit(person)}
            >
              Edit
            </Button>
          ) : null}
        </Group>
      }
    >
      <Text size="sm" c="dimmed">
        {person.loginName} · {person.roles.map((role) => roleWords[role]).join(', ')}
      </Text>
    </Row>
  )
}

function AddStaffForm({ onDone, onCancel }: { onDone: (staff: Staff) => void; onCancel: () => void }) {
  const state = useOperationForm({
    path: 'identity.addStaff',
    schema: AddStaff,
    initial: { displayName: '', loginName: '', roles: [] as string[], passphrase: '' },
    onDone,
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Add member of staff" onCancel={onCancel}>
      <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('displayName')} />
      <TextInput
        label="Sign-in name"
        description="Short, lower case: amina or j.smith"
        autoComplete="off"
        {...form.getInputProps('loginName')}
      />
      <RolesField {...form.getInputProps('roles')} />
      <PasswordInput
        label="Passphrase"
        description="Choose it together; they can change it in Settings."
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        {...form.getInputProps('passphrase')}
      />
      <PassphraseAdvice passphrase={form.values.passphrase} />
    </OperationFields>
  )
}
