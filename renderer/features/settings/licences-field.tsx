import { Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useSession } from '../../app/session.js'
import { placeName, withPlace } from '../../ui/places.js'
import classes from './licences-field.module.css'

export interface LicenceValues {
  jurisdiction: string
  number: string
  validUntil: string
  allowsTelemedicine: boolean
  allowsPrescribing: boolean
}

const blank: LicenceValues = {
  jurisdiction: '',
  number: '',
  validUntil: '',
  allowsTelemedicine: true,
  allowsPrescribing: true,
}

interface LicencesFieldProps {
  licences: readonly LicenceValues[]
  errors: Readonly<Record<string, ReactNode>>
  onChange: (licences: LicenceValues[]) => void
}

/** The licences to practice, one after the other. */
export function LicencesField({ licences, errors, onChange }: LicencesFieldProps) {
  const { clinic } = useSession()
  const change = (at: number, values: Partial<LicenceValues>) =>
    onChange(licences.map((licence, index) => (index === at ? { ...licence, ...values } : licence)))
  return (
    <Stack gap="sm">
      {licences.length === 0 ? (
        <Text c="dimmed">No license on record. Without one, visits by video and prescriptions are refused.</Text>
      ) : null}
      {licences.map((licence, index) => {
        const name =
          licence.jurisdiction === '' ? `license ${index + 1}` : `license in ${placeName(licence.jurisdiction)}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a licence being written has no other identity yet
          <fieldset key={index} className={classes.licence} aria-label={name}>
            <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
              <Select
                label="Place"
                searchable
                data={withPlace(clinic.jurisdiction, licence.jurisdiction)}
                value={licence.jurisdiction === '' ? null : licence.jurisdiction}
                error={errors[`licences.${index}.jurisdiction`]}
                onChange={(jurisdiction) => change(index, { jurisdiction: jurisdiction ?? '' })}
              />
              <TextInput
                label="Number"
                value={licence.number}
                error={errors[`licences.${index}.number`]}
                onChange={(event) => change(index, { number: event.currentTarget.value })}
              />
              <TextInput
                label="Valid until"
                type="date"
                value={licence.validUntil}
                error={errors[`licences.${index}.validUntil`]}
                onChange={(event) => change(index, { validUntil: event.currentTarget.value })}
              />
            </SimpleGrid>
            <Group mt="sm" gap="lg">
              <Checkbox
                label="Allows telemedicine"
                checked={licence.allowsTelemedicine}
                onChange={(event) => change(index, { allowsTelemedicine: event.currentTarget.checked })}
              />
              <Checkbox
                label="Allows prescribing"
                checked={licence.allowsPrescribing}
                onChange={(event) => change(index, { allowsPrescribing: event.currentTarget.checked })}
              />
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconTrash size={15} />}
                aria-label={`Remove ${name}`}
                onClick={() => onChange(licences.filter((_, at) => at !== index))}
              >
                Remove
              </Button>
            </Group>
          </fieldset>
        )
      })}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          disabled={licences.length >= 20}
          onClick={() => onChange([...licences, blank])}
        >
          Add licence
        </Button>
      </div>
    </Stack>
  )
}
