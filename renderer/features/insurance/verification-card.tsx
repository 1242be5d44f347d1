import { Group, Text } from '@mantine/core'
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import type { Verification } from '../../../core/insurance/model.js'
import { MoneyText } from '../../ui/money-text.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { reasonWords } from './insurance-words.js'
import { LineDecisions } from './line-decisions.js'
import classes from './verification-card.module.css'

/** The answer to "what will this cost me?": covered or not and why, and each part of the patient's share. */
export function VerificationCard({ verification }: { verification: Verification }) {
  const { currency, isCovered } = verification
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={currency} />
  const isSelfPay = verification.reason === 'no-coverage'
  return (
    <section aria-label="Decision" className={classes.card}>
      <Group gap="xs">
        <StatusBadge
          tone={isCovered ? 'done' : isSelfPay ? 'neutral' : 'attention'}
          icon={isCovered ? <IconShieldCheck size={14} aria-hidden /> : <IconShieldOff size={14} aria-hidden />}
        >
          {reasonWords[verification.reason]}
        </StatusBadge>
        {verification.planName === null ? null : <Text fw={500}>{verification.planName}</Text>}
        <Seal proof={verification.proof} kind="coverage-verification" recordId={verification.id} />
      </Group>
      <Text mt={6} maw="75ch">
        {verification.explanation}
      </Text>
      <dl className={classes.split}>
        <div className={classes.part} data-strong>
          <dt>Patient owes</dt>
          <dd>{money(verification.patientOwesMinor)}</dd>
        </div>
        <div className={classes.part} data-strong>
          <dt>Payer owes</dt>
          <dd>
            {money(verification.payerOwesMinor)} <span className={classes.aside}>{verification.coveragePercent} %</span>
          </dd>
        </div>
        <div className={classes.part}>
          <dt>Charge</dt>
          <dd>{money(verification.totalMinor)}</dd>
        </div>
        <div className={classes.part}>
          <dt>Copay</dt>
          <dd>{money(verification.copayMinor)}</dd>
        </div>
        <div className={classes.part}>
          <dt>Coinsurance</dt>
          <dd>{verification.coinsurancePercent} %</dd>
        </div>
        <div className={classes.part}>
          <dt>Deductible left</dt>
          <dd>{money(verification.deductibleLeftMinor)}</dd>
        </div>
      </dl>
      <LineDecisions lines={verification.lines} currency={currency} />
      <Text size="xs" c="dimmed" mt="xs">
        Verified by {verification.verifiedBy}, <TimeText at={verification.verifiedAt} isRelative />
      </Text>
    </section>
  )
}
