import { Button, Stack, Text, Textarea } from '@mantine/core'
import { IconFileText, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { Level, ServiceName, ServiceStatus } from '../../../core/monitoring/model.js'
import { messageOf } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { Card, Cards } from '../../ui/cards.js'
import { useToday } from '../../ui/clinic-context.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import type { Tone } from '../../ui/tone.js'
import classes from './services-page.module.css'

const serviceWords: Record<ServiceName, { name: string; about: string }> = {
  database: { name: 'Records', about: 'The encrypted file of the clinic' },
  disk: { name: 'Disk', about: 'Space where the records are' },
  clock: { name: 'Clock', about: 'This computer’s time against what was written' },
  chain: { name: 'Chain', about: 'Where fingerprints are anchored' },
  sync: { name: 'Sync', about: 'The way to the other workstations' },
  relay: { name: 'Relay of this workstation', about: 'What others of this network sync through' },
  payer: { name: 'Payer', about: 'Who answers claims' },
  certificate: { name: 'Certificates', about: 'Of relays, payers and nodes that are spoken to' },
  printer: { name: 'Printer', about: 'What the system offers for paper' },
}
const levelWords: Record<Level, { word: string; tone: Tone }> = {
  off: { word: 'Off', tone: 'neutral' },
  running: { word: 'Running', tone: 'done' },
  degraded: { word: 'Limited', tone: 'attention' },
  failed: { word: 'Failed', tone: 'danger' },
}

/** What this workstation lives on: how each part is, since when, and what to do. */
export function ServicesPage() {
  const status = useOperationQuery('monitoring.getStatus', { isFresh: true })
  const [isReading, setIsReading] = useState(false)
  return (
    <Page
      title="Services"
      subtitle={
        status.data === undefined ? undefined : (
          <>
            Looked at <TimeText at={status.data.checkedAt} isRelative />
          </>
        )
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={status.isFetching}
            onClick={() => void status.refetch()}
          >
            Look again
          </Button>
          <Button variant="default" leftSection={<IconFileText size={16} />} onClick={() => setIsReading(true)}>
            Support bundle
          </Button>
        </>
      }
    >
      <Section title="This workstation">
        <QueryView query={status}>
          {({ services }) => (
            <Cards>
              {services.map((service) => (
                <li key={service.service}>
                  <Service status={service} />
                </li>
              ))}
            </Cards>
          )}
        </QueryView>
      </Section>
      <FormDrawer isOpen={isReading} onClose={() => setIsReading(false)} title="Support bundle" size={720}>
        <SupportBundle />
      </FormDrawer>
    </Page>
  )
}

function Service({ status: { service, level, reason, advice, since, history } }: { status: ServiceStatus }) {
  const { name, about } = serviceWords[service]
  const earlier = history.slice(1)
  return (
    <Card
      label={name}
      head={
        <>
          <Text fw={600}>{name}</Text>
          <Text size="xs" c="dimmed">
            {about}
          </Text>
        </>
      }
      end={
        <div className={classes.state}>
          <StatusBadge tone={levelWords[level].tone}>{levelWords[level].word}</StatusBadge>
          <Text size="xs" c="dimmed">
            since <TimeText at={since} />
          </Text>
        </div>
      }
    >
      {reason === null ? null : <Text size="sm">{reason}</Text>}
      {advice === null ? null : (
        <Text size="sm" fw={500}>
          {advice}
        </Text>
      )}
      {earlier.length === 0 ? null : (
        <details className={classes.history}>
          <summary>{earlier.length === 1 ? '1 change before' : `${earlier.length} changes before`}</summary>
          <ol>
            {earlier.map((change) => (
              <li key={`${change.at} ${change.level}`}>
                <TimeText at={change.at} /> · {levelWords[change.level].word}
                {change.reason === null ? '' : ` · ${change.reason}`}
              </li>
            ))}
          </ol>
        </details>
      )}
    </Card>
  )
}

function SupportBundle() {
  const today = useToday()
  const bundle = useOperationQuery('monitoring.getSupportBundle', {}, { isAlwaysNew: true })
  return (
    <QueryView query={bundle}>
      {({ text }) => (
        <Stack gap="md">
          <Text>
            This is all that the file holds. Read it; nothing is sent by itself. It names no patient and no member of
            staff.
          </Text>
          <Textarea
            label="Content"
            readOnly
            autosize
            minRows={12}
            maxRows={24}
            value={text}
            classNames={{ input: classes.bundle ?? '' }}
          />
          <div>
            <Button
              onClick={() =>
                window.medichain.saveText(`medichain-support-${today}.txt`, text).then(
                  ({ isSaved }) => isSaved && say({ tone: 'done', message: 'The support bundle is saved.' }),
                  (error: unknown) => say({ tone: 'danger', message: messageOf(error) }),
                )
              }
            >
              Save
            </Button>
          </div>
        </Stack>
      )}
    </QueryView>
  )
}
