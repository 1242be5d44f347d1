import { TextInput } from '@mantine/core'
import { type Device, RenameDevice } from '../../../core/devices/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'

/** What people call a workstation and where it stands. */
export function RenameForm({ device, onDone }: { device: Device; onDone: () => void }) {
  const state = useOperationForm({
    path: 'devices.rename',
    schema: RenameDevice,
    initial: { id: device.id as string, name: device.name, place: device.place ?? '' },
    onDone,
  })
  return (
    <OperationFields state={state} submitLabel="Save" onCancel={onDone}>
      <TextInput label="Name" autoComplete="off" data-autofocus {...state.form.getInputProps('name')} />
      <TextInput
        label="Where it stands"
        description="For instance: ground floor, beside the entrance"
        autoComplete="off"
        {...state.form.getInputProps('place')}
      />
    </OperationFields>
  )
}
