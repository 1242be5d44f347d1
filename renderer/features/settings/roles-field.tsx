import { Checkbox, type CheckboxGroupProps } from '@mantine/core'
import { Role } from '../../../core/kernel/roles.js'
import { roleWords } from '../../ui/role-words.js'

/** What somebody may do here; several roles add up. */
export function RolesField(field: Omit<CheckboxGroupProps, 'children' | 'label'>) {
  return (
    <Checkbox.Group label="Roles" {...field}>
      {Role.options.map((role) => (
        <Checkbox key={role} value={role} label={roleWords[role]} mt={6} />
      ))}
    </Checkbox.Group>
  )
}
