import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Doctor } from '../../../core/scheduling/model.js'
import { AppLink } from '../../app/navigation.js'
import { Card } from '../../ui/cards.js'
import { MoneyText } from '../../ui/money-text.js'
import { languageName, placeName } from '../../ui/places.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { capabilityWords } from './doctor-words.js'

/** A doctor at a glance; free times or other ways on stand below. */
export function DoctorCard({ doctor, children }: { doctor: Doctor; children: ReactNode }) {
  return (
    <Card
      label={doctor.displayName}
      head={
        <>
          <AppLink to={`/doctors/${doctor.id}`} fw={600}>
            {doctor.displayName}
          </AppLink>
          <Text size="sm" c="dimmed">
            {doctor.specialty} · {doctor.languages.map(languageName).join(', ')}
          </Text>
          <Text size="sm" c="dimmed">
            {doctor.licences.length === 0
              ? 'No license on record'
              : `Licensed in ${doctor.licences.map(({ jurisdiction }) => placeName(jurisdiction)).join(', ')}`}
          </Text>
        </>
      }
      end={
        <Text fw={500}>
          <MoneyText amountMinor={doctor.feeMinor} currency={doctor.currency} />
        </Text>
      }
    >
      <Group gap={4}>
        {doctor.capabilities.map((capability) => (
          <StatusBadge key={capability}>{capabilityWords[capability]}</StatusBadge>
        ))}
      </Group>
      {children}
    </Card>
  )
}
