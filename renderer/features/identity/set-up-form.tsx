import { PasswordInput, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { type Session, SetUpClinic } from '../../../core/identity/model.js'
import { foldText } from '../../../core/kernel/text.js'
import { useClinics } from '../../client/clinics.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { countryChoices, currencyChoices, currencyOf, placeOfThisComputer, timeZoneChoices } from '../../ui/places.js'
import { PassphraseAdvice } from './passphrase-advice.js'

interface SetUpFormProps {
  onDone: (made: { session: Session; recoveryCode: string }) => void
  onBack: () => void
}

/** The clinic and its first administrator. What the computer knows of its place is filled in. */
export function SetUpForm({ onDone, onBack }: SetUpFormProps) {
  const here = placeOfThisComputer()
  const { clinics } = useClinics()
  const state = useOperationForm({
    path: 'identity.setUpClinic',
    schema: SetUpClinic,
    initial: {
      clinic: { name: '', jurisdiction: here.country, timeZone: here.timeZone, currency: currencyOf(here.country) },
      administrator: { displayName: '', loginName: '' },
      passphrase: '',
      passphraseAgain: '',
    },
    toInput: ({ passphraseAgain: _again, ...input }) => input,
    onDone,
  })
  const { form } = state
  const { passphrase, passphraseAgain } = form.values
  const wanted = foldText(form.values.clinic.name)
  const isNameTaken = clinics.some(({ name }) => name !== null && foldText(name) === wanted)
  const isDifferent = passphraseAgain !== '' && passphraseAgain !== passphrase
  return (
    <Stack gap="md">
      <div>
        <Title order={1}>Set up your clinic</Title>
        <Text c="dimmed">All but the currency can be changed later.</Text>
      </div>
      <OperationFields
        state={state}
        submitLabel="Set up clinic"
        onCancel={onBack}
        isSubmitDisabled={passphraseAgain !== passphrase}
      >
        <TextInput
          label="Name of the clinic"
          autoFocus
          {...(isNameTaken
            ? {
                description:
                  'A clinic on this computer has this name. Both get a short code beside it, to tell them apart.',
              }
            : {})}
          {...form.getInputProps('clinic.name')}
        />
        <SimpleGrid cols={2} spacing="sm">
          <Select
            label="Country"
            searchable
            data={countryChoices}
            {...form.getInputProps('clinic.jurisdiction')}
            onChange={(country) => {
              if (country === null) return
              form.setFieldValue('clinic.jurisdiction', country)
              form.setFieldValue('clinic.currency', currencyOf(country))
            }}
          />
          <Select label="Currency" searchable data={currencyChoices} {...form.getInputProps('clinic.currency')} />
        </SimpleGrid>
        <Select
          label="Time zone"
          searchable
          limit={60}
          data={timeZoneChoices}
          {...form.getInputProps('clinic.timeZone')}
        />
        <TextInput label="Your name" {...form.getInputProps('administrator.displayName')} />
        <TextInput
          label="Your sign-in name"
          description="Short, lower case: amina or j.smith"
          autoComplete="off"
          {...form.getInputProps('administrator.loginName')}
        />
        <PasswordInput
          label="Passphrase"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          {...form.getInputProps('passphrase')}
        />
        <PassphraseAdvice passphrase={passphrase} />
        <PasswordInput
          label="The same passphrase again"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          {...form.getInputProps('passphraseAgain')}
          error={isDifferent ? 'The two are not the same.' : undefined}
        />
      </OperationFields>
    </Stack>
  )
}
