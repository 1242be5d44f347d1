import { Text, Title } from '@mantine/core'
import type { Prescription } from '../../../core/prescriptions/model.js'
import { useSession } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { ClinicHeading } from '../../ui/clinic-heading.js'
import { PrintSheet } from '../../ui/print-sheet.js'
import { DateText, TimeText } from '../../ui/time-text.js'
import classes from './prescribe.module.css'
import { QrCode } from './qr-code.js'

/** What the code on the paper says: which prescription, and the hash that its chain entry is known by. No name. */
const qrText = ({ code, verificationHash }: Prescription): string => `medichain:rx:1:${code}:${verificationHash}`

/** A prescription as the patient takes it to any pharmacy. */
export function PrescriptionSheet({ prescription }: { prescription: Prescription }) {
  return (
    <PrintSheet suggestedName={`prescription-${prescription.code}`}>
      <Paper prescription={prescription} />
    </PrintSheet>
  )
}

function Paper({ prescription }: { prescription: Prescription }) {
  const { clinic } = useSession()
  const banner = useOperationQuery('patients.getBanner', { patientId: prescription.patientId })
  const { patient } = banner.data ?? {}
  return (
    <article aria-label={`Prescription ${prescription.code}`}>
      <div className={classes.sheet}>
        <div className={classes.order}>
          <ClinicHeading name={clinic.name} />
          <Title order={2} mt={4}>
            Prescription {prescription.code}
          </Title>
          <Text mt="sm">
            <strong>{banner.data?.fullName ?? '…'}</strong>
            {patient?.birthDate ? (
              <>
                , born <DateText date={patient.birthDate} />
              </>
            ) : null}
          </Text>
          <Text c="dimmed">{patient?.code}</Text>
        </div>
        <QrCode text={qrText(prescription)} label="Code to verify this prescription" className={classes.qr} />
      </div>
      <div className={classes.rx}>
        <strong>{prescription.medicine.name}</strong>
        <div>{prescription.instructions}</div>
        {prescription.note === null ? null : <div>{prescription.note}</div>}
        <div>
          Quantity {prescription.quantity} ·{' '}
          {prescription.refills === 0
            ? 'no refills'
            : `${prescription.refills} ${prescription.refills === 1 ? 'refill' : 'refills'}`}
        </div>
      </div>
      <Text>
        {prescription.doctorName}, <TimeText at={prescription.issuedAt} />
      </Text>
      <Text>
        To be filled before <TimeText at={prescription.expiresAt} show="day" />
      </Text>
      {prescription.state === 'cancelled' ? <Text fw={600}>Canceled: {prescription.cancellationReason}</Text> : null}
      <Text c="dimmed" mt="md" className={classes.hash}>
        Verification hash {prescription.verificationHash}
        <br />
        Signed by {prescription.signer}
      </Text>
    </article>
  )
}
