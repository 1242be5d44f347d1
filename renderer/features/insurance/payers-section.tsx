import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { Payer, PayerCheck } from '../../../core/payers/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { Row, RowList } from '../../ui/row-list.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import type { Tone } from '../../ui/tone.js'
import { PayerForm } from './payer-form.js'

const checkWords: Readonly<Record<PayerCheck, { tone: Tone; text: string }>> = {
  answers: { tone: 'done', text: 'Answers' },
  'token-refused': { tone: 'danger', text: 'Refuses the token' },
  'not-fhir': { tone: 'danger', text: 'No FHIR R4 server there' },
  unreachable: { tone: 'attention', text: 'Does not answer now' },
}

/** Who answers the claims of each payer: its own server, or MediChain by the plan's terms. */
export function PayersSection() {
  const payers = useOperationQuery('payers.list', {})
  const mayEdit = useCan()('clinic:manage')
  const [edited, setEdited] = useState<Payer | null>(null)
  const [leaving, setLeaving] = useState<Payer | null>(null)
  return (
    <Section title="Payers">
      <QueryView query={payers}>
        {(list) =>
          list.length === 0 ? (
            <Text c="dimmed">A payer stands here once a plan names it.</Text>
          ) : (
            <>
              {list.every(({ baseUrl }) => baseUrl !== null) ? null : (
                <Text size="sm" c="dimmed" mb="xs">
                  Where no server is connected MediChain answers by the plan’s terms: the payer hears nothing, and no
                  money moves.
                </Text>
              )}
              <RowList label="Payers">
                {list.map((payer) => (
                  <PayerRow
                    key={payer.payerName}
                    payer={payer}
                    onEdit={mayEdit ? () => setEdited(payer) : null}
                    onLeave={mayEdit ? () => setLeaving(payer) : null}
                  />
                ))}
              </RowList>
            </>
          )
        }
      </QueryView>
      <FormDrawer isOpen={edited !== null} onClose={() => setEdited(null)} title={edited?.payerName ?? ''}>
        {edited === null ? null : <PayerForm payer={edited} onDone={() => setEdited(null)} />}
      </FormDrawer>
      {leaving === null ? null : <DisconnectDialog payer={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  )
}

interface PayerRowProps {
  payer: Payer
  onEdit: (() => void) | null
  onLeave: (() => void) | null
}

function PayerRow({ payer: { payerName, baseUrl, plans, savedAt, savedBy }, onEdit, onLeave }: PayerRowProps) {
  const [isAsked, setIsAsked] = useState(false)
  const check = useOperationQuery('payers.check', { payerName }, { isEnabled: isAsked })
  const isConnected = baseUrl !== null
  const button = { size: 'compact-sm', variant: 'default' } as const
  return (
    <Row
      align="center"
      title={
        <>
          {payerName}
          <StatusBadge tone={isConnected ? 'accent' : 'neutral'}>
            {isConnected ? 'Connected' : 'Answered here'}
          </StatusBadge>
          {isAsked && !check.isFetching && check.data ? <CheckBadge outcome={check.data.outcome} /> : null}
        </>
      }
      acts={
        onEdit &&
        onLeave && (
          <>
            {isConnected ? (
              <Button
                {...button}
                aria-label={`Check ${payerName}`}
                loading={check.isFetching}
                onClick={() => (isAsked ? void check.refetch() : setIsAsked(true))}
              >
                Check
              </Button>
            ) : null}
            <Button {...button} aria-label={`${isConnected ? 'Edit' : 'Connect'} ${payerName}`} onClick={onEdit}>
              {isConnected ? 'Edit' : 'Connect'}
            </Button>
            {isConnected ? (
              <Button {...button} variant="subtle" aria-label={`Disconnect ${payerName}`} onClick={onLeave}>
                Disconnect
              </Button>
            ) : null}
          </>
        )
      }
    >
      <Text size="xs" c="dimmed" component="div">
        {plans === 1 ? '1 plan' : `${plans} plans`}
        {isConnected ? (
          <>
            {' · '}
            <bdi>{baseUrl}</bdi>
            {savedAt === null ? null : (
              <>
                {' · '}
                {savedBy}, <TimeText at={savedAt} />
              </>
            )}
          </>
        ) : null}
      </Text>
      {check.isError ? <ErrorState error={check.error} /> : null}
    </Row>
  )
}

function CheckBadge({ outcome }: { outcome: PayerCheck }) {
  const { tone, text } = checkWords[outcome]
  return <StatusBadge tone={tone}>{text}</StatusBadge>
}

function DisconnectDialog({ payer: { payerName, version }, onClose }: { payer: Payer; onClose: () => void }) {
  const disconnect = useOperationCommand('payers.disconnect', {
    onDone: () => {
      say({ tone: 'done', message: `${payerName} is disconnected; its token was removed.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Disconnect ${payerName}?`}
      confirmLabel="Disconnect payer"
      keepLabel="Stay connected"
      isDanger
      isPending={disconnect.isPending}
      error={disconnect.error}
      onConfirm={() => disconnect.mutate({ payerName, version })}
    >
      Claims that wait for its answer, and all later ones, are answered by MediChain from the plan’s terms. The payer
      does not hear of them. The token is removed; to connect again you need it.
    </ConfirmDialog>
  )
}
