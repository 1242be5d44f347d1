import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import type { Prescription } from '../../../core/prescriptions/model.js'
import { useCan, useSession } from '../../app/session.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { CancelPrescriptionDialog } from './cancel-prescription-dialog.js'
import classes from './prescribe.module.css'
import { VerifyPrescription } from './prescription-findings.js'
import { PrescriptionSheet } from './prescription-sheet.js'
import { prescriptionStateTones, prescriptionStateWords } from './prescription-words.js'

interface PrescriptionCardProps {
  prescription: Prescription
  /** Verified as soon as it is shown, for the pharmacist who has just typed its code. */
  isVerifying?: boolean
}

/** One prescription: what the patient reads, where it stands, its paper and its proof. */
export function PrescriptionCard({ prescription, isVerifying = false }: PrescriptionCardProps) {
  const can = useCan()
  const { staff } = useSession()
  const [isPaperOpen, setIsPaperOpen] = useState(false)
  const [isCanceling, setIsCanceling] = useState(false)
  const { state, medicine } = prescription
  const isMine = prescription.doctorId === staff.id
  return (
    <article className={classes.card} aria-label={`Prescription ${prescription.code}`}>
      <Stack gap="xs">
        <Group gap="xs">
          <span className={classes.medicine}>{medicine.name}</span>
          <StatusBadge tone={prescriptionStateTones[state]}>{prescriptionStateWords[state]}</StatusBadge>
          {medicine.isControlled ? <StatusBadge tone="attention">Controlled</StatusBadge> : null}
          <Seal proof={prescription.proof} kind="prescription" recordId={prescription.id} />
        </Group>
        <Text>
          {prescription.instructions}
          {prescription.note === null ? '' : ` ${prescription.note}`}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {prescription.code} · quantity {prescription.quantity} · {fillWords(prescription)} · {prescription.doctorName}
          , <TimeText at={prescription.issuedAt} /> · to be filled before{' '}
          <TimeText at={prescription.expiresAt} show="day" />
        </Text>
        {prescription.overrideReason === null ? null : (
          <Text size="sm">
            In spite of {prescription.warnings.map((warning) => warning.statement).join(' ')} Reason:{' '}
            {prescription.overrideReason}
          </Text>
        )}
        {prescription.cancellationReason === null ? null : <Text>Canceled: {prescription.cancellationReason}</Text>}
        <VerifyPrescription
          prescriptionId={prescription.id}
          isAsked={isVerifying}
          beside={
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPrinter size={15} />}
                onClick={() => setIsPaperOpen(true)}
              >
                View and print
              </Button>
              {can('prescriptions:write') && isMine && state === 'active' ? (
                <Button size="xs" variant="subtle" color="red" onClick={() => setIsCanceling(true)}>
                  Cancel prescription
                </Button>
              ) : null}
            </>
          }
        />
      </Stack>
      <FormDrawer
        isOpen={isPaperOpen}
        onClose={() => setIsPaperOpen(false)}
        title={`Prescription ${prescription.code}`}
        size={680}
      >
        <PrescriptionSheet prescription={prescription} />
      </FormDrawer>
      {isCanceling ? (
        <CancelPrescriptionDialog prescription={prescription} onClose={() => setIsCanceling(false)} />
      ) : null}
    </article>
  )
}

function fillWords({ fillsLeft, fillsUsed }: Prescription): string {
  const all = fillsLeft + fillsUsed
  return all === 1 ? (fillsLeft === 1 ? 'one fill' : 'filled') : `${fillsLeft} of ${all} fills left`
}
