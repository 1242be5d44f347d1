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
      <Choice label="Area" width={128} words={areaWords} value={filter.area} onChange={(area) => set({ area })} />
      <Choice
        label="Outcome"
        width={112}
        words={outcomeWords}
        value={filter.outcome}
        onChange={(outcome) => set({ outcome })}
      />
      <Choice
        label="Through"
        width={130}
        words={sourceWords}
        value={filter.source}
        onChange={(source) => set({ source })}
      />
      {Object.keys(filter).length > 0 ? (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      ) : null}
    </Group>
  )
}

interface ChoiceProps<V extends string> {
  label: string
  width: number
  words: Readonly<Record<V, string>>
  value: V | undefined
  onChange: (value: V | null) => void
}

/** One of a few values, or any. */
const Choice = <V extends string>({ label, width, words, value, onChange }: ChoiceProps<V>) => (
  <Select
    label={label}
    placeholder="All"
    w={width}
    clearable
    data={Object.entries<string>(words).map(([key, word]) => ({ value: key, label: word }))}
    value={value ?? null}
    onChange={(chosen) => onChange(chosen as V | null)}
  />
)
