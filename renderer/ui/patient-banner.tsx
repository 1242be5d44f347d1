import { Anchor, Avatar, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconShieldCheck, IconStar } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PatientBanner as PatientBannerData } from '../../core/patients/model.js'
import { MoneyText } from './money-text.js'
import classes from './patient-banner.module.css'
import { StatusBadge } from './status-badge.js'
import { dateWords } from './time-words.js'
import { toneStyle } from './tone.js'

const sexWords = { female: 'Female', male: 'Male', other: 'Other', unknown: 'Sex not recorded' } as const

/** Stands above every page about a person: who it is, what endangers them, who pays. */
export function PatientBanner({ banner, actions }: { banner: PatientBannerData; actions?: ReactNode }) {
  const { patient } = banner
  const allergies = banner.allergies.filter((allergy) => allergy.isActive)
  const hasSevere = allergies.some((allergy) => allergy.criticality === 'high')
  return (
    <section className={classes.banner} aria-label={`Patient ${banner.fullName}`}>
      <Avatar name={banner.fullName} size={40} radius="xl" styles={{ placeholder: toneStyle('accent') }} aria-hidden />
      <div className={classes.who}>
        <Anchor href={`#/patients/${patient.id}`} className={classes.name} c="inherit">
          {banner.fullName}
        </Anchor>
        <Text size="sm" c="dimmed">
          {[
            patient.code,
            sexWords[patient.sex],
            patient.birthDate === null
              ? 'Age not known'
              : `${banner.ageYears ?? '?'} years · born ${dateWords(patient.birthDate)}`,
            patient.phone,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </Text>
      </div>
      <Group gap="xs" className={classes.facts}>
        {allergies.length === 0 ? (
          <StatusBadge>No known allergies</StatusBadge>
        ) : (
          <StatusBadge tone={hasSevere ? 'danger' : 'attention'} icon={<IconAlertTriangle size={14} aria-hidden />}>
            Allergies: {allergies.map((allergy) => allergy.substance).join(', ')}
          </StatusBadge>
        )}
        <StatusBadge
          tone={banner.coverageNames.length > 0 ? 'accent' : 'neutral'}
          icon={<IconShieldCheck size={14} aria-hidden />}
        >
          {banner.coverageNames.length > 0 ? banner.coverageNames.join(', ') : 'No coverage today'}
        </StatusBadge>
        {banner.isVeryImportant ? (
          <StatusBadge icon={<IconStar size={14} aria-hidden />}>Very important</StatusBadge>
        ) : null}
        {banner.balanceMinor === 0 ? null : (
          <StatusBadge tone={banner.balanceMinor > 0 ? 'attention' : 'neutral'}>
            {banner.balanceMinor > 0 ? 'Owes ' : 'Credit '}
            <MoneyText amountMinor={Math.abs(banner.balanceMinor)} currency={banner.currency} />
          </StatusBadge>
        )}
      </Group>
      {actions}
    </section>
  )
}
