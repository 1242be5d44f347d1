import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconRosetteDiscountCheck, IconWritingSign } from '@tabler/icons-react'
import { useState } from 'react'
import type { EntityKind } from '../../core/kernel/entities.js'
import type { Proof } from '../../core/kernel/proof.js'
import { useOperationQuery } from '../client/operations.js'
import { ErrorState } from './error-state.js'
import { Facts } from './facts.js'
import classes from './seal.module.css'

const states = {
  signed: {
    words: 'Recorded here',
    Icon: IconWritingSign,
    meaning:
      'In the log of this computer, which shows any later change. Its commitment goes to the chain with the next batch.',
  },
  anchored: {
    words: 'Anchored locally',
    Icon: IconCircleCheck,
    meaning: 'In the log, and anchored on this clinic’s own chain. Anchoring on the consortium chain is pending.',
  },
  consortium: {
    words: 'On the consortium chain',
    Icon: IconRosetteDiscountCheck,
    meaning: 'In the log, and anchored on the chain that the clinics share.',
  },
} as const

interface SealProps {
  proof: Proof
  /** With both, the seal offers to check the record now. */
  kind?: EntityKind
  recordId?: string
}

/** The quiet sign of a record's proof. A click tells what it proves and how to check it without us. */
export function Seal({ proof, kind, recordId }: SealProps) {
  const { words, Icon, meaning } = states[proof.state]
  return (
    <Popover width={420} withArrow trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.seal} data-state={proof.state} aria-label={`Proof: ${words}`}>
          <Icon size={15} aria-hidden />
          <span>{words}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text fw={600}>{words}</Text>
          <Text>{meaning}</Text>
          <div className={classes.facts}>
            <Facts
              items={[
                { label: 'Commitment', value: <code className={classes.hash}>{proof.commitment}</code> },
                {
                  label: 'Transaction',
                  value:
                    proof.txHash === null ? (
                      'Waits for the next batch'
                    ) : (
                      <code className={classes.hash}>{proof.txHash}</code>
                    ),
                },
                { label: 'Block', value: proof.blockNumber ?? 'Not in a block yet' },
              ]}
            />
          </div>
          <Text size="xs" c="dimmed">
            To check without MediChain: hash the record as the proof describes, compare it with the commitment, then
            look the transaction up on any node of the chain. Nothing on the chain names the patient.
          </Text>
          {kind !== undefined && recordId !== undefined ? <ProofCheck kind={kind} recordId={recordId} /> : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Recomputes the commitment from the stored record and asks the chain for it. */
function ProofCheck({ kind, recordId }: { kind: EntityKind; recordId: string }) {
  const [isAsked, setIsAsked] = useState(false)
  const detail = useOperationQuery('anchoring.getProof', { kind, recordId }, { isEnabled: isAsked })
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        size="xs"
        loading={detail.isFetching}
        onClick={() => (isAsked ? void detail.refetch() : setIsAsked(true))}
      >
        Check the record now
      </Button>
      {detail.isError ? <ErrorState error={detail.error} /> : null}
      {detail.data === undefined ? null : (
        <ul className={classes.findings} role="status">
          <li>
            {detail.data.isContentIntact
              ? 'The stored record is exactly what was committed.'
              : 'The stored record differs from what was committed. Tell your administrator.'}
          </li>
          <li>
            {detail.data.isOnChain === null
              ? 'The chain could not be asked, or has not got it yet.'
              : detail.data.isOnChain
                ? 'The chain confirms it.'
                : 'The chain does not know it.'}
          </li>
        </ul>
      )}
    </Stack>
  )
}
