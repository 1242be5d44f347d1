import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Claim } from '../../../core/insurance/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { MoneyText } from '../../ui/money-text.js'
import { Notice } from '../../ui/notice.js'
import { QueryView } from '../../ui/query-view.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { ClaimTimeline } from './claim-timeline.js'
import { claimStateTones, claimStateWords } from './insurance-words.js'
import { LineDecisions } from './line-decisions.js'
import { ResubmitClaimForm } from './resubmit-claim-form.js'

interface ClaimDetailProps {
  claimId: string
  patientName: string | undefined
  onClose: () => void
}

/** One claim beside the work list. */
export function ClaimDetail({ claimId, patientName, onClose }: ClaimDetailProps) {
  const claim = useOperationQuery('insurance.getClaim', { claimId })
  return (
    <Stack p="md" gap="md">
      <QueryView query={claim}>
        {(data) => <ClaimFacts claim={data} patientName={patientName} onClose={onClose} />}
      </QueryView>
    </Stack>
  )
}

interface ClaimFactsProps {
  claim: Claim
  patientName: string | undefined
  onClose: () => void
}

function ClaimFacts({ claim, patientName, onClose }: ClaimFactsProps) {
  const can = useCan()
  const [isResubmitting, setIsResubmitting] = useState(false)
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={claim.currency} />
  const isOrder = claim.payable.kind === 'order'
  return (
    <>
      <Group gap="xs">
        <Title order={2}>Claim {claim.code}</Title>
        <StatusBadge tone={claimStateTones[claim.state]}>{claimStateWords[claim.state]}</StatusBadge>
        <Seal proof={claim.proof} kind="claim" recordId={claim.id} />
        <Button size="xs" variant="subtle" ms="auto" leftSection={<IconX size={14} />} onClick={onClose}>
          Close
        </Button>
      </Group>
      {claim.state === 'denied' ? (
        <Notice
          tone="danger"
          title={claim.denialReason ?? 'The payer gave no reason.'}
          actions={
            can('claims:write') && !isResubmitting ? (
              <Button size="xs" onClick={() => setIsResubmitting(true)}>
                Resubmit claim
              </Button>
            ) : null
          }
        >
          {can('claims:write')
            ? 'Correct what it names, then send the claim again with a note to the payer.'
            : 'Billing corrects what it names and sends the claim again.'}
        </Notice>
      ) : null}
      <Facts
        items={[
          {
            label: 'Patient',
            value: can('patients:read') ? (
              <AppLink to={`/patients/${claim.patientId}`}>{patientName ?? 'Open the record'}</AppLink>
            ) : (
              patientName
            ),
          },
          {
            label: 'For',
            value: can(isOrder ? 'pharmacy:read' : 'encounters:read') ? (
              <AppLink to={`${isOrder ? '/pharmacy/orders' : '/visits'}/${claim.payable.id}`}>
                {isOrder ? 'A medicine order' : 'A visit'}
              </AppLink>
            ) : isOrder ? (
              'A medicine order'
            ) : (
              'A visit'
            ),
          },
          {
            label: 'Plan',
            value: (
              <AppLink to={`/insurance/coverages/${claim.coverageId}`}>
                {claim.planName} · {claim.payerName}
              </AppLink>
            ),
          },
          {
            label: 'Diagnoses',
            value: claim.diagnosisCodes.length === 0 ? 'None' : claim.diagnosisCodes.join(', '),
          },
          { label: 'Charge', value: money(claim.totalMinor) },
          { label: 'Patient’s part', value: money(claim.patientOwesMinor) },
          { label: 'Claimed', value: <strong>{money(claim.claimedMinor)}</strong> },
          { label: 'Paid by the payer', value: <strong>{money(claim.paidMinor)}</strong> },
        ]}
      />
      <LineDecisions lines={claim.lines} currency={claim.currency} />
      <div>
        <Text fw={600} mb="xs">
          History
        </Text>
        <ClaimTimeline claim={claim} />
      </div>
      <FormDrawer
        isOpen={isResubmitting}
        onClose={() => setIsResubmitting(false)}
        title={`Send claim ${claim.code} again`}
      >
        <ResubmitClaimForm claim={claim} onDone={() => setIsResubmitting(false)} />
      </FormDrawer>
    </>
  )
}
