import { Button, Table, Text } from '@mantine/core'
import { IconCalendarPlus, IconCheck, IconPencil, IconX } from '@tabler/icons-react'
import { StaffId } from '../../../core/kernel/ids.js'
import type { DoctorProfile } from '../../../core/scheduling/model.js'
import { useGo, useIdParam } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page, Section } from '../../ui/page.js'
import { languageName, placeName } from '../../ui/places.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'
import classes from './doctor-page.module.css'
import { capabilityWords } from './doctor-words.js'
import { SlotButtons } from './slot-buttons.js'

/** A doctor’s profile: details, what they can do at a distance, licences, and whether all is in order. */
export function DoctorPage() {
  const doctorId = useIdParam('doctorId', StaffId)
  const profile = useOperationQuery('scheduling.getDoctor', { doctorId })
  const can = useCan()
  const go = useGo()
  return (
    <QueryView query={profile} loading={<Page title="Doctor">{null}</Page>}>
      {(doctor) => (
        <Page
          title={doctor.displayName}
          subtitle={`${doctor.specialty} · ${doctor.visitKind === 'general' ? 'general visits' : 'specialist visits'}`}
          actions={
            <>
              {can('identity:manage') ? (
                <Button
                  variant="default"
                  leftSection={<IconPencil size={16} />}
                  onClick={() => go(`/settings/staff/${doctorId}`)}
                >
                  Edit profile
                </Button>
              ) : null}
              {can('scheduling:write') ? (
                <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => go(`/book?doctor=${doctorId}`)}>
                  Book visit
                </Button>
              ) : null}
            </>
          }
        >
          <Compliance doctor={doctor} />
          <Section title="About">
            {doctor.about === '' ? null : (
              <Text mb="sm" maw="75ch">
                {doctor.about}
              </Text>
            )}
            <Facts
              items={[
                { label: 'Languages', value: doctor.languages.map(languageName).join(', ') },
                { label: 'Fee', value: <MoneyText amountMinor={doctor.feeMinor} currency={doctor.currency} /> },
                {
                  label: 'At a distance',
                  value:
                    doctor.capabilities.length === 0
                      ? 'In person only'
                      : doctor.capabilities.map((capability) => capabilityWords[capability]).join(', '),
                },
              ]}
            />
          </Section>
          <Licences licences={doctor.licences} />
          <Section title="Next free times">
            <SlotButtons
              slots={doctor.nextFreeSlots}
              hasDays
              empty="No free time is offered yet."
              onChoose={(slot) =>
                go(can('scheduling:write') ? `/book?doctor=${doctorId}&slot=${slot.id}` : '/schedule')
              }
            />
          </Section>
        </Page>
      )}
    </QueryView>
  )
}

/** Each sentence of the regulatory check. */
function Compliance({ doctor }: { doctor: DoctorProfile }) {
  return (
    <Section
      title="Telemedicine compliance"
      actions={
        <StatusBadge tone={doctor.isCompliant ? 'done' : 'attention'}>
          {doctor.isCompliant ? 'May treat by video today' : 'May not treat by video today'}
        </StatusBadge>
      }
    >
      <ul className={classes.findings}>
        {doctor.findings.map((finding) => (
          <li key={finding.statement} data-met={finding.isMet}>
            {finding.isMet ? <IconCheck size={16} aria-label="Met" /> : <IconX size={16} aria-label="Not met" />}
            <span>{finding.statement}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Licences({ licences }: { licences: DoctorProfile['licences'] }) {
  const today = useToday()
  return (
    <Section title="Licenses">
      {licences.length === 0 ? (
        <Text c="dimmed">No license is on record. Without one, visits by video and prescriptions are refused.</Text>
      ) : (
        <Table aria-label="Licenses">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Place</Table.Th>
              <Table.Th>Number</Table.Th>
              <Table.Th>Valid until</Table.Th>
              <Table.Th>Telemedicine</Table.Th>
              <Table.Th>Prescribing</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {licences.map((licence) => (
              <Table.Tr key={`${licence.jurisdiction} ${licence.number}`}>
                <Table.Td>{placeName(licence.jurisdiction)}</Table.Td>
                <Table.Td>{licence.number}</Table.Td>
                <Table.Td>
                  <DateText date={licence.validUntil} />{' '}
                  {licence.validUntil < today ? <StatusBadge tone="attention">Expired</StatusBadge> : null}
                </Table.Td>
                <Table.Td>{licence.allowsTelemedicine ? 'Allowed' : 'Not allowed'}</Table.Td>
                <Table.Td>{licence.allowsPrescribing ? 'Allowed' : 'Not allowed'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  )
}
