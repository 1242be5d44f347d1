import { Button, Checkbox, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { PrintSheet } from '../../ui/print-sheet.js'
import classes from './first-run.module.css'
import { LockFrame } from './lock-frame.js'

interface RecoveryCodeProps {
  clinicName: string
  code: string
  onKept: () => void
  /** The clinic was made out of an export: a code that was printed before does not open it here. */
  isOfExport?: boolean
}

/** Shown once, right after set-up: without it a forgotten passphrase loses the records. */
export function RecoveryCode({ clinicName, code, onKept, isOfExport = false }: RecoveryCodeProps) {
  const [isKept, setIsKept] = useState(false)
  return (
    <LockFrame width={600}>
      <Stack gap="md">
        <div>
          <Title order={1}>Keep the recovery code</Title>
          <Text c="dimmed">
            It opens the records when a passphrase is forgotten. It is shown only now, and nobody else has it. Print it
            and lock it away from this computer.
            {isOfExport ? ' The code that was printed before does not open it here.' : ''}
          </Text>
        </div>
        <PrintSheet suggestedName="medichain-recovery-code">
          <Text fw={600}>Recovery code of {clinicName}</Text>
          <Text size="sm" mb="sm">
            Whoever has this code can open the clinic’s records on its computer. Keep it locked away.
          </Text>
          <div className={classes.code}>{code}</div>
        </PrintSheet>
        <Checkbox
          label="I have kept it"
          checked={isKept}
          onChange={(event) => setIsKept(event.currentTarget.checked)}
        />
        <Button disabled={!isKept} onClick={onKept}>
          Open the clinic
        </Button>
      </Stack>
    </LockFrame>
  )
}
