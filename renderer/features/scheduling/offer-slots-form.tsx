import { Checkbox, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core'
import { OfferSlots } from '../../../core/scheduling/model.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'

interface OfferSlotsFormProps {
  day: string
  doctors: readonly { id: string; displayName: string }[]
  onDone: (day: string) => void
  onCancel: () => void
}

/** Offers a doctor's time in equal slots. */
export function OfferSlotsForm({ day, doctors, onDone, onCancel }: OfferSlotsFormProps) {
  const state = useOperationForm({
    path: 'scheduling.offerSlots',
    schema: OfferSlots,
    initial: {
      doctorId: doctors.length === 1 ? (doctors[0]?.id ?? '') : '',
      day,
      from: '09:00',
      to: '12:00',
      minutesEach: 20 as number | string,
      isTelemedicine: true,
    },
    onDone: (slots) => {
      say({ tone: 'done', message: slots.length === 1 ? 'One time is offered.' : `${slots.length} times are offered.` })
      onDone(form.getValues().day)
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Offer times" onCancel={onCancel}>
      <Select
        label="Doctor"
        searchable
        data-autofocus
        data={doctors.map((doctor) => ({ value: doctor.id, label: doctor.displayName }))}
        nothingFoundMessage="Nobody is called that."
        {...form.getInputProps('doctorId')}
      />
      <TextInput label="Day" type="date" {...form.getInputProps('day')} />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="From" type="time" {...form.getInputProps('from')} />
        <TextInput label="To" type="time" {...form.getInputProps('to')} />
      </SimpleGrid>
      <NumberInput label="Minutes each" min={5} max={240} step={5} {...form.getInputProps('minutesEach')} />
      <Checkbox label="By video too" {...form.getInputProps('isTelemedicine', { type: 'checkbox' })} />
    </OperationFields>
  )
}
