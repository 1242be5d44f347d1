import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { TimeText } from '../../ui/time-text.js'

const relayWords = {
  'not-configured': 'Not set up',
  connecting: 'Connecting',
  connected: 'Connected',
  unreachable: 'Cannot be reached',
  refused: 'Not trusted',
  removed: 'This computer was removed',
} as const

const relayMeaning = {
  'not-configured':
    'This computer works alone. Everything is kept here, and its log is ready for the other computers of the clinic once a relay is set up.',
  connecting: 'What waits is on its way.',
  connected: 'What is saved here goes to the clinic’s other computers, encrypted, as it happens.',
  unreachable: 'Work goes on as usual. What waits is sent by itself when the relay can be reached again.',
  refused:
    'The relay gave something that no computer of the clinic signed. It was not taken over; your work is kept here.',
  removed: 'An administrator removed this computer from the clinic. It keeps what it has and gets nothing new.',
} as const

/** What this device holds that no other has yet. */
export function SyncPage() {
  const status = useOperationQuery('sync.getStatus', {}, { everyMs: 10_000 })
  return (
    <Page title="Sync" width="narrow">
      <QueryView query={status}>
        {(data) => (
          <>
            <Notice tone={data.relay === 'connected' ? 'done' : 'neutral'} title={relayWords[data.relay]}>
              {relayMeaning[data.relay]}
            </Notice>
            <Section title="This device">
              <Facts
                items={[
                  { label: 'Device', value: <code>{data.deviceId}</code> },
                  { label: 'Relay', value: relayWords[data.relay] },
                  {
                    label: 'Changes that only this computer has',
                    value: countWords(data.waitingOps),
                  },
                  {
                    label: 'Last synced',
                    value: data.lastSyncedAt === null ? 'Never' : <TimeText at={data.lastSyncedAt} isRelative />,
                  },
                ]}
              />
            </Section>
          </>
        )}
      </QueryView>
    </Page>
  )
}
