import { Button, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconLockOpen, IconShieldLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { OpenEmergency } from '../../../core/access/model.js'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useGo } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Page } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import classes from './open-emergency.module.css'

interface OpenEmergencyPageProps {
  /** What the page would have shown: Visit, Order. */
  title: string
  patientId: PatientId
  onOpened: () => void
}

/** In place of a record whose patient this person does not care for: who it is, why it is closed, and the way in. */
export function OpenEmergencyPage({ title, patientId, onOpened }: OpenEmergencyPageProps) {
  const banner = useOperationQuery('patients.getBanner', { patientId })
  return (
    <QueryView query={banner} loading={<Page title={title}>{null}</Page>}>
      {(data) => (
        <Page title={title} isTitleShownAbove above={<PatientBanner banner={data} />}>
          <EmergencyForm patientId={patientId} fullName={data.fullName} onOpened={onOpened} />
        </Page>
      )}
    </QueryView>
  )
}

interface EmergencyFormProps {
  patientId: PatientId
  fullName: string
  onOpened: () => void
}

function EmergencyForm({ patientId, fullName, onOpened }: EmergencyFormProps) {
  const go = useGo()
  return (
    <section className={classes.panel} aria-label="Emergency access">
      <IconShieldLock size={28} aria-hidden className={classes.icon} />
      <Stack gap="md">
        <div>
          <Title order={2}>You do not care for this patient</Title>
          <Text c="dimmed" mt={4}>
            Visits, prescriptions and documents of {fullName} are open to their doctors. In an emergency you can open
            them for one hour. Your reason is kept with your name, and an administrator reviews it.
          </Text>
        </div>
        <EmergencyFields
          patientId={patientId}
          onOpened={onOpened}
          extraActions={
            <Button variant="default" onClick={() => go('/today')}>
              Go to Today
            </Button>
          }
        />
        <Text size="xs" c="dimmed" className={classes.foot}>
          <IconLockOpen size={14} aria-hidden /> Allergies and coverage above are shown to everybody who may see
          patients.
        </Text>
      </Stack>
    </section>
  )
}

interface EmergencyFieldsProps {
  patientId: PatientId
  onOpened: () => void
  extraActions?: ReactNode
}

/** The reason, and the button that opens the hour. */
export function EmergencyFields({ patientId, onOpened, extraActions }: EmergencyFieldsProps) {
  const state = useOperationForm({
    path: 'access.openEmergency',
    schema: OpenEmergency,
    initial: { reason: '' },
    toInput: (values) => ({ ...values, patientId }),
    onDone: onOpened,
  })
  return (
    <OperationFields state={state} submitLabel="Open for one hour" extraActions={extraActions}>
      <Textarea
        label="Reason"
        description="What makes it necessary now, in a sentence."
        autosize
        minRows={2}
        maxLength={500}
        {...state.form.getInputProps('reason')}
      />
    </OperationFields>
  )
}
