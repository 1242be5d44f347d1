import { Button, Group, Select, TextInput } from '@mantine/core'
import type { AuditFilter } from '../../../core/audit/model.js'
import type { PatientId, StaffId } from '../../../core/kernel/ids.js'
import { useOperationQuery } from '../../client/operations.js'
import { PatientSelect } from '../../ui/patient-select.js'
import { areaWords, outcomeWords, sourceWords } from './audit-words.js'

interface AuditFiltersProps {
  filter: AuditFilter
  onChange: (filter: AuditFilter) => void
}

const options = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** What the explorer looks for. Each filter narrows; *Clear* shows everything. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const staff = useOperationQuery('identity.listStaff', {})
  // A filter that is empty is left out, so that the same search is one answer in the cache.
  const set = (part: { [K in keyof AuditFilter]?: AuditFilter[K] | null }) =>
    onChange(Object.fromEntries(Object.entries({ ...filter, ...part }).filter(([, value]) => value)) as AuditFilter)
  return (
    <Group gap={10} align="flex-end">
      <TextInput
        label="From"
        type="date"
        w={134}
        value={filter.from ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        label="Until"
        type="date"
        w={134}
        value={filter.until ?? ''}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      <Select
        label="Who"
        placeholder="Everybody"
        w={148}
        searchable
        clearable
        data={(staff.data ?? []).map(({ id, displayName }) => ({ value: id as string, label: displayName }))}
        value={filter.actorId ?? null}
        onChange={(value) => set({ actorId: value as StaffId | null })}
      />
      <PatientSelect
        label="Patient"
        placeholder="All"
        patientId={filter.patientId ?? null}
        onChange={(value: PatientId | null) => set({ patientId: value })}
      />
      <Select
        label="Area"
        placeholder="All"
        w={128}
        clearable
        data={options(areaWords)}
        value={filter.area ?? null}
        onChange={(area) => set({ area })}
      />
      <Select
        label="Outcome"
        placeholder="All"
        w={112}
        clearable
        data={options(outcomeWords)}
        value={filter.outcome ?? null}
        onChange={(value) => set({ outcome: value as AuditFilter['outcome'] | null })}
      />
      <Select
        label="Through"
        placeholder="All"
        w={130}
        clearable
        data={options(sourceWords)}
        value={filter.source ?? null}
        onChange={(value) => set({ source: value as AuditFilter['source'] | null })}
      />
      {Object.keys(filter).length > 0 ? (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      ) : null}
    </Group>
  )
}
