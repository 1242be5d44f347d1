import { Checkbox, MultiSelect, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type * as z from 'zod'
import { StaffId } from '../../../core/kernel/ids.js'
import { type DoctorProfile, SaveDoctor } from '../../../core/scheduling/model.js'
import { useGo, useIdParam } from '../../app/navigation.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { useClinicSettings } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { minorUnitsOf } from '../../ui/minor-units.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Page } from '../../ui/page.js'
import { withLanguages } from '../../ui/places.js'
import { say } from '../../ui/say.js'
import { capabilityChoices } from '../scheduling/doctor-words.js'
import { LicencesField, type LicenceValues } from './licences-field.js'

type Profile = z.infer<typeof DoctorProfile>

/** A doctor's profile as the administrator writes it. */
export function DoctorProfilePage() {
  const doctorId = useIdParam('staffId', StaffId)
  const staff = useOperationQuery('identity.listStaff', {})
  const profile = useOperationQuery('scheduling.getDoctor', { doctorId })
  const person = staff.data?.find(({ id }) => id === doctorId)
  // Somebody who was just added has no profile yet.
  const isNew = isRefusal(profile.error, 'DOCTOR_UNKNOWN')
  return (
    <Page title={person === undefined ? 'Doctor profile' : `Profile of ${person.displayName}`} width="narrow">
      {profile.data !== undefined || isNew ? (
        <ProfileForm key={doctorId} doctorId={doctorId} profile={profile.data} />
      ) : profile.isError ? (
        <ErrorState error={profile.error} onRetry={() => void profile.refetch()} />
      ) : (
        <LoadingShape />
      )}
    </Page>
  )
}

function ProfileForm({ doctorId, profile }: { doctorId: string; profile: Profile | undefined }) {
  const go = useGo()
  const { currency } = useClinicSettings()
  const factor = minorUnitsOf(currency)
  const state = useOperationForm({
    path: 'scheduling.saveDoctor',
    schema: SaveDoctor,
    initial: {
      specialty: profile?.specialty ?? '',
      visitKind: profile?.visitKind ?? 'general',
      languages: profile?.languages ?? ['en'],
      about: profile?.about ?? '',
      capabilities: (profile?.capabilities ?? []) as string[],
      licences: (profile?.licences ?? []) as LicenceValues[],
      fee: (profile === undefined ? '' : profile.feeMinor / factor) as number | string,
    },
    toInput: ({ fee, ...values }) => ({
      ...values,
      doctorId,
      feeMinor: typeof fee === 'number' ? Math.round(fee * factor) : undefined,
    }),
    onDone: () => {
      say({ tone: 'done', message: 'The profile was saved.' })
      go(`/doctors/${doctorId}`)
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Save profile" onCancel={() => go('/settings?part=staff')}>
      <TextInput label="Specialty" placeholder="General practice" {...form.getInputProps('specialty')} />
      <Select
        label="Kind of visits"
        data={[
          { value: 'general', label: 'General: a plan’s office copay applies' },
          { value: 'specialist', label: 'Specialist: a plan’s specialist copay applies' },
        ]}
        {...form.getInputProps('visitKind')}
      />
      <NumberInput
        label={`Fee for a visit, in ${currency}`}
        min={0}
        decimalScale={Math.round(Math.log10(factor))}
        thousandSeparator
        {...form.getInputProps('fee')}
        error={form.errors.feeMinor}
      />
      <MultiSelect
        label="Languages"
        searchable
        data={withLanguages(form.values.languages)}
        {...form.getInputProps('languages')}
      />
      <Textarea label="About" autosize minRows={2} maxLength={1_000} {...form.getInputProps('about')} />
      <Checkbox.Group label="At a distance" {...form.getInputProps('capabilities')}>
        <Stack gap={6} mt={4}>
          {capabilityChoices.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <div>
        <Text size="sm" fw={600} mb={4}>
          Licences
        </Text>
        <LicencesField
          licences={form.values.licences}
          errors={form.errors}
          onChange={(licences) => form.setFieldValue('licences', licences)}
        />
      </div>
    </OperationFields>
  )
}
