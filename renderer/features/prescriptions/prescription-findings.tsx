import { Button, Group, Stack } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconHelpCircle, IconShieldCheck } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { PrescriptionCheck } from '../../../core/prescriptions/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import classes from './prescribe.module.css'

interface VerifyPrescriptionProps {
  prescriptionId: string
  /** Verified at once, without a press. */
  isAsked?: boolean
  /** Other buttons, in the same row. */
  beside?: ReactNode
}

/** Checks a prescription's content, signature and chain entry, and says each finding. */
export function VerifyPrescription({ prescriptionId, isAsked = false, beside }: VerifyPrescriptionProps) {
  const [isWanted, setIsWanted] = useState(isAsked)
  const check = useOperationQuery('prescriptions.verify', { prescriptionId }, { isEnabled: isWanted })
  return (
    <Stack gap="sm" align="flex-start">
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconShieldCheck size={15} />}
          loading={check.isFetching}
          onClick={() => (isWanted ? void check.refetch() : setIsWanted(true))}
        >
          {check.data === undefined ? 'Verify prescription' : 'Verify again'}
        </Button>
        {beside}
      </Group>
      {check.isError ? <ErrorState error={check.error} /> : null}
      {check.data === undefined ? null : <Findings check={check.data} />}
    </Stack>
  )
}

function Findings({ check }: { check: PrescriptionCheck }) {
  const verdict = check.isFillable
    ? { tone: 'done', words: 'It is authentic and can be filled.' }
    : check.isAuthentic
      ? { tone: 'attention', words: 'It is authentic, but cannot be filled.' }
      : { tone: 'danger', words: 'It could not be shown to be authentic. Do not fill it.' }
  return (
    <Notice tone={verdict.tone as 'done' | 'attention' | 'danger'} title={verdict.words}>
      <ul className={classes.findings} aria-label="Findings">
        {check.findings.map(({ isMet, statement }) => (
          <li key={statement} className={classes.finding} data-met={String(isMet)}>
            <FindingIcon isMet={isMet} />
            <span>{statement}</span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function FindingIcon({ isMet }: { isMet: boolean | null }) {
  if (isMet === null) return <IconHelpCircle size={16} role="img" aria-label="Not known" />
  return isMet ? (
    <IconCircleCheck size={16} role="img" aria-label="Met" />
  ) : (
    <IconCircleX size={16} role="img" aria-label="Not met" />
  )
}
