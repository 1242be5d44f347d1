import { SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Address } from '../../../core/patients/model.js'
import { withPlace } from '../../ui/places.js'

export interface AddressValues {
  line: string
  city: string
  postalCode: string
  jurisdiction: string
}

/** The patient's address as the fields hold it. */
export const addressValues = (address: Address | null): AddressValues => ({
  line: address?.line ?? '',
  city: address?.city ?? '',
  postalCode: address?.postalCode ?? '',
  jurisdiction: address?.jurisdiction ?? '',
})

interface DeliveryValues extends Record<string, unknown> {
  kind: 'pickup' | 'ship'
  address: AddressValues
}

/** How the medicine reaches the patient. The errors of the address come from the operation, under `delivery`. */
export function DeliveryFields<V extends DeliveryValues>({ form }: { form: UseFormReturnType<V> }) {
  const { kind, address } = form.values
  const part = (name: keyof AddressValues) => ({
    ...form.getInputProps(`address.${name}`),
    error: form.errors[`delivery.address.${name}`] ?? null,
  })
  return (
    <Stack gap="sm" align="stretch">
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={500} id="order-delivery">
          Delivery
        </Text>
        <SegmentedControl
          aria-labelledby="order-delivery"
          data={[
            { value: 'pickup', label: 'Pick up here' },
            { value: 'ship', label: 'Ship to the patient' },
          ]}
          {...form.getInputProps('kind')}
        />
      </Stack>
      {kind === 'ship' ? (
        <>
          <TextInput label="Street and number" autoComplete="off" {...part('line')} />
          <SimpleGrid cols={3} spacing="sm">
            <TextInput label="Town" autoComplete="off" {...part('city')} />
            <TextInput label="Postal code" autoComplete="off" {...part('postalCode')} />
            <Select label="Country" searchable data={withPlace(address.jurisdiction)} {...part('jurisdiction')} />
          </SimpleGrid>
        </>
      ) : null}
    </Stack>
  )
}
