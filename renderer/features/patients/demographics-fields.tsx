import { Select, SimpleGrid, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Demographics } from '../../../core/patients/model.js'
import { useSession } from '../../app/session.js'
import { languageChoices, withLanguages, withPlace } from '../../ui/places.js'
import { sexChoices } from './sex-words.js'

/** A person's details as form fields hold them: never null, blank where nothing is known. */
export interface DemographicsValues extends Record<string, unknown> {
  givenName: string
  familyName: string
  birthDate: string
  sex: Demographics['sex']
  phone: string
  email: string
  address: { line: string; city: string; postalCode: string; jurisdiction: string }
  language: string
  externalId: string
}

export const noDemographics: DemographicsValues = {
  givenName: '',
  familyName: '',
  birthDate: '',
  sex: 'unknown',
  phone: '',
  email: '',
  address: { line: '', city: '', postalCode: '', jurisdiction: '' },
  language: '',
  externalId: '',
}

/** Details as the fields of a form hold them. */
export function toDemographicsValues(details: Demographics): DemographicsValues {
  const { address } = details
  return {
    givenName: details.givenName ?? '',
    familyName: details.familyName,
    birthDate: details.birthDate ?? '',
    sex: details.sex,
    phone: details.phone ?? '',
    email: details.email ?? '',
    address: {
      line: address?.line ?? '',
      city: address?.city ?? '',
      postalCode: address?.postalCode ?? '',
      jurisdiction: address?.jurisdiction ?? '',
    },
    language: details.language ?? '',
    externalId: details.externalId ?? '',
  }
}

/** The values as the operation takes them: an address of blanks is no address; other blanks become null by the schema. */
export function toDemographics(values: DemographicsValues): Record<string, unknown> {
  const { givenName, familyName, birthDate, sex, phone, email, address, language, externalId } = values
  const hasAddress = Object.values(address).some((part) => part.trim() !== '')
  return {
    givenName,
    familyName,
    birthDate,
    sex,
    phone,
    email,
    language,
    externalId,
    address: hasAddress ? address : null,
  }
}

/** The fields that describe a person, most used first. */
export function DemographicsFields({ form }: { form: UseFormReturnType<DemographicsValues> }) {
  const { language, address } = form.values
  const { clinic } = useSession()
  return (
    <>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Given name" autoComplete="off" data-autofocus {...form.getInputProps('givenName')} />
        <TextInput label="Family name" autoComplete="off" {...form.getInputProps('familyName')} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Date of birth" type="date" {...form.getInputProps('birthDate')} />
        <Select label="Sex" data={[...sexChoices]} {...form.getInputProps('sex')} />
      </SimpleGrid>
      <TextInput
        label="Phone"
        type="tel"
        placeholder="+254 712 345 678"
        autoComplete="off"
        {...form.getInputProps('phone')}
      />
      <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
      <Select
        label="Language"
        searchable
        clearable
        data={language === '' ? languageChoices : withLanguages([language])}
        {...form.getInputProps('language')}
        value={language === '' ? null : language}
        onChange={(value) => form.setFieldValue('language', value ?? '')}
      />
      <section aria-label="Address">
        <TextInput label="Street and number" autoComplete="off" {...form.getInputProps('address.line')} />
        <SimpleGrid cols={2} spacing="sm" mt="sm">
          <TextInput label="Town" autoComplete="off" {...form.getInputProps('address.city')} />
          <TextInput label="Postal code" autoComplete="off" {...form.getInputProps('address.postalCode')} />
        </SimpleGrid>
        <Select
          label="Country"
          mt="sm"
          searchable
          clearable
          data={withPlace(clinic.jurisdiction, address.jurisdiction)}
          {...form.getInputProps('address.jurisdiction')}
          value={address.jurisdiction === '' ? null : address.jurisdiction}
          onChange={(value) => form.setFieldValue('address.jurisdiction', value ?? '')}
        />
      </section>
      <TextInput
        label="Number elsewhere"
        description="National id, card, or the number of another hospital"
        autoComplete="off"
        {...form.getInputProps('externalId')}
      />
    </>
  )
}
