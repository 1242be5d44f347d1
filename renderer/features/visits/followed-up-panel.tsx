import { Group, Text } from '@mantine/core'
import type { Visit } from '../../../core/encounters/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { ClaimTimeline } from '../insurance/claim-timeline.js'
import { claimStateTones, claimStateWords } from '../insurance/insurance-words.js'
import { TaskList } from '../tasks/task-list.js'

/** What is left after the visit: tasks, and the claims on their way to settlement. */
export function FollowedUpPanel({ visit }: { visit: Visit }) {
  const can = useCan()
  const { claims, tasks, nextAction } = visit
  const nextTask = nextAction === 'close-follow-up' ? tasks.find(({ state }) => state === 'open') : undefined
  return (
    <>
      <Section title="Tasks">
        {tasks.length === 0 ? (
          <Text c="dimmed">No follow-up was asked for.</Text>
        ) : (
          <TaskList tasks={tasks} isOnVisit primaryId={nextTask?.id} />
        )}
      </Section>
      {claims.length === 0 ? (
        <Section title="Claims">
          <Text c="dimmed">
            No claim yet. It goes out by itself when a covered visit ends or a covered order is handed over.
          </Text>
        </Section>
      ) : null}
      {claims.map((claim) => (
        <Section
          key={claim.id}
          title={`Claim ${claim.code}`}
          actions={
            <Group gap="xs">
              <Seal proof={claim.proof} kind="claim" recordId={claim.id} />
              <StatusBadge tone={claimStateTones[claim.state]}>{claimStateWords[claim.state]}</StatusBadge>
            </Group>
          }
        >
          {claim.state === 'denied' ? (
            <Notice tone="danger" title="The payer denied this claim.">
              {claim.denialReason}{' '}
              {can('claims:write') ? (
                <AppLink to={`/insurance?state=denied&claim=${claim.id}`}>Send it again</AppLink>
              ) : null}
            </Notice>
          ) : null}
          <Facts
            items={[
              { label: 'For', value: claim.payable.kind === 'order' ? 'The medicine' : 'The visit' },
              { label: 'Payer', value: `${claim.payerName}, ${claim.planName}` },
              { label: 'Claimed', value: <MoneyText amountMinor={claim.claimedMinor} currency={claim.currency} /> },
              { label: 'Paid', value: <MoneyText amountMinor={claim.paidMinor} currency={claim.currency} /> },
            ]}
          />
          <div style={{ marginBlockStart: 16 }}>
            <ClaimTimeline claim={claim} />
          </div>
        </Section>
      ))}
    </>
  )
}
