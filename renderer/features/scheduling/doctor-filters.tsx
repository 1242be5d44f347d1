import { Select, SimpleGrid, TextInput } from '@mantine/core'
import { languageChoices, withPlace } from '../../ui/places.js'
import { capabilityChoices } from './doctor-words.js'

export interface DoctorFilter {
  specialty: string
  language: string | null
  jurisdiction: string | null
  capability: string | null
}
export const anyDoctor: DoctorFilter = { specialty: '', language: null, jurisdiction: null, capability: null }

/** A filter as the operation takes it: what is not asked for is left out. */
export function toDoctorQuery(filter: DoctorFilter) {
  const capability = capabilityChoices.find(({ value }) => value === filter.capability)?.value
  return {
    limit: 50,
    ...(filter.specialty.trim() === '' ? {} : { specialty: filter.specialty.trim() }),
    ...(filter.language === null ? {} : { language: filter.language }),
    ...(filter.jurisdiction === null ? {} : { jurisdiction: filter.jurisdiction }),
    ...(capability === undefined ? {} : { capability: capability as 'video' }),
  }
}

interface DoctorFiltersProps {
  filter: DoctorFilter
  onChange: (filter: DoctorFilter) => void
}

/** Narrows a list of doctors by what the patient needs. */
export function DoctorFilters({ filter, onChange }: DoctorFiltersProps) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <TextInput
        label="Specialty"
        placeholder="Any"
        maxLength={80}
        value={filter.specialty}
        onChange={(event) => onChange({ ...filter, specialty: event.currentTarget.value })}
      />
      <Select
        label="Language"
        placeholder="Any"
        searchable
        clearable
        data={languageChoices}
        value={filter.language}
        onChange={(language) => onChange({ ...filter, language })}
      />
      <Select
        label="Licensed in"
        placeholder="Anywhere"
        searchable
        clearable
        data={withPlace(filter.jurisdiction)}
        value={filter.jurisdiction}
        onChange={(jurisdiction) => onChange({ ...filter, jurisdiction })}
      />
      <Select
        label="Able to do"
        placeholder="Anything"
        clearable
        data={capabilityChoices}
        value={filter.capability}
        onChange={(capability) => onChange({ ...filter, capability })}
      />
    </SimpleGrid>
  )
}
