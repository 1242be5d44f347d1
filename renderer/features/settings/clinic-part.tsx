import { NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { type Clinic, UpdateClinic } from '../../../core/tenancy/model.js'
import { useCan } from '../../app/session.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { placeName, timeZoneChoices, withPlace } from '../../ui/places.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { BrandPart } from './brand-part.js'
import { ClosePart } from './close-part.js'
import { ExportPart } from './export-part.js'
import { StandingPart } from './standing-part.js'

/** The clinic's details; an administrator changes them. */
export function ClinicPart() {
  const can = useCan()
  const clinic = useOperationQuery('tenancy.getClinic', {})
  return (
    <QueryView query={clinic}>
      {(data) =>
        can('clinic:manage') ? (
          <Stack gap="lg">
            <Section title="Clinic">
              <ClinicForm key={data.version} clinic={data} />
            </Section>
            <BrandPart key={`look ${data.version}`} clinic={data} />
            <ExportPart clinic={data} />
            <StandingPart clinic={data} />
            <ClosePart clinic={data} />
          </Stack>
        ) : (
          <Section title="Clinic">
            <ClinicFacts clinic={data} />
          </Section>
        )
      }
    </QueryView>
  )
}

function ClinicFacts({ clinic }: { clinic: Clinic }) {
  return (
    <Facts
      items={[
        { label: 'Name', value: clinic.name },
        { label: 'Place', value: placeName(clinic.jurisdiction) },
        { label: 'Time zone', value: clinic.timeZone },
        { label: 'Currency', value: clinic.currency },
        { label: 'Locks by itself after', value: `${clinic.autoLockMinutes} minutes` },
      ]}
    />
  )
}

function ClinicForm({ clinic }: { clinic: Clinic }) {
  const state = useOperationForm({
    path: 'tenancy.updateClinic',
    schema: UpdateClinic,
    initial: {
      name: clinic.name,
      jurisdiction: clinic.jurisdiction,
      timeZone: clinic.timeZone,
      autoLockMinutes: clinic.autoLockMinutes as number | string,
    },
    toInput: (values) => ({ ...values, version: clinic.version }),
    onDone: () =>
      say({ tone: 'done', message: 'The clinic’s details were saved. A new time zone shows after the next sign-in.' }),
  })
  const { form } = state
  const isConflict = isRefusal(state.error, 'VERSION_CONFLICT')
  return (
    <div style={{ maxInlineSize: 480 }}>
      <OperationFields state={state} submitLabel="Save" isSubmitDisabled={isConflict}>
        <TextInput label="Name" {...form.getInputProps('name')} />
        <Select
          label="Place"
          searchable
          data={withPlace(clinic.jurisdiction)}
          {...form.getInputProps('jurisdiction')}
        />
        <Select label="Time zone" searchable limit={60} data={timeZoneChoices} {...form.getInputProps('timeZone')} />
        <TextInput
          label="Currency"
          description="Chosen at set-up; what was charged in it cannot be changed afterwards."
          value={clinic.currency}
          readOnly
        />
        <NumberInput
          label="Minutes without a touch until the window locks itself"
          min={1}
          max={240}
          {...form.getInputProps('autoLockMinutes')}
        />
      </OperationFields>
    </div>
  )
}
