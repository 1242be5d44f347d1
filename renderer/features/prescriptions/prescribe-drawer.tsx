import { NumberInput, Select, SimpleGrid, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { line } from '../../../core/kernel/text.js'
import {
  type DoseUnit,
  type Frequency,
  IssuePrescription,
  type Medicine,
  type Prescription,
  PrescriptionDraft,
  type Route,
} from '../../../core/prescriptions/model.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { readInput } from '../../ui/operation-input.js'
import { say } from '../../ui/say.js'
import { MedicinePicker } from './medicine-picker.js'
import classes from './prescribe.module.css'
import { frequencyChoices, routeChoices, suggestedQuantity, unitChoices, usualWay } from './prescription-words.js'
import { SafetyWarnings } from './safety-warnings.js'

interface PrescribeDrawerProps {
  isOpen: boolean
  onClose: () => void
  consultationId: string
  patientName: string
  onIssued?: (prescription: Prescription) => void
}

/** Writes a prescription: checked against allergies and duplicates as it is written, signed with the doctor's own key. */
export function PrescribeDrawer({ isOpen, onClose, consultationId, patientName, onIssued }: PrescribeDrawerProps) {
  return (
    <FormDrawer isOpen={isOpen} onClose={onClose} title={`Prescription for ${patientName}`} size={640}>
      <PrescribeForm
        consultationId={consultationId}
        onCancel={onClose}
        onDone={(prescription) => {
          say({ tone: 'done', message: `Prescription ${prescription.code} is signed and issued.` })
          onIssued?.(prescription)
          onClose()
        }}
      />
    </FormDrawer>
  )
}

const blank = {
  dose: 1 as number | string,
  doseUnit: 'tablet' as DoseUnit,
  route: 'oral' as Route,
  frequency: 'twice-daily' as Frequency,
  durationDays: 7 as number | string,
  quantity: 14 as number | string,
  refills: 0 as number | string,
  note: '',
  overrideReason: '',
  medicine: null as Medicine | null,
}
type Values = typeof blank

interface PrescribeFormProps {
  consultationId: string
  onDone: (prescription: Prescription) => void
  onCancel: () => void
}

function PrescribeForm({ consultationId, onDone, onCancel }: PrescribeFormProps) {
  const toDraft = ({ medicine, overrideReason: _overrideReason, ...rest }: Values) => ({
    ...rest,
    consultationId,
    rxNormCode: medicine?.rxNormCode ?? '',
  })
  const [warningCount, setWarningCount] = useState(0)
  const state = useOperationForm({
    path: 'prescriptions.issue',
    // Where something speaks against it, the doctor says why it is right all the same.
    schema: warningCount > 0 ? IssuePrescription.extend({ overrideReason: line(300) }) : IssuePrescription,
    initial: blank,
    toInput: (values) => ({ ...toDraft(values), overrideReason: warningCount > 0 ? values.overrideReason : '' }),
    draftKey: `prescribe-${consultationId}`,
    onDone,
  })
  const { form, error } = state
  const { medicine, dose, doseUnit, frequency, durationDays } = form.values
  const [asked] = useDebouncedValue(JSON.stringify(toDraft(form.values)), 350)
  const draft = readInput(PrescriptionDraft, JSON.parse(asked))
  const check = useOperationQuery('prescriptions.checkSafety', draft.isReady ? draft.input : ({} as never), {
    isEnabled: draft.isReady,
    keepsFormer: true,
  })
  const refused = isRefusal(error, 'WARNINGS_UNANSWERED') ? error.data.warnings : []
  const warnings = draft.isReady ? (check.data?.warnings ?? refused) : []
  if (warnings.length !== warningCount) setWarningCount(warnings.length)

  /** Writes what changed, with the quantity that follows from it. */
  function change(part: Partial<Values>) {
    const next = { ...form.values, ...part }
    const units = suggestedQuantity(Number(next.dose), next.doseUnit, next.frequency, Number(next.durationDays))
    form.setValues({ ...part, ...(Number.isFinite(units) ? { quantity: units } : {}) })
  }
  return (
    <OperationFields
      state={state}
      submitLabel="Sign and issue"
      onCancel={onCancel}
      refusal={refused.length > 0 ? <ErrorState error={error} /> : undefined}
    >
      <MedicinePicker
        medicine={medicine}
        error={(form.errors.rxNormCode as string | undefined) ?? null}
        onChange={(chosen) => change({ medicine: chosen, ...(chosen === null ? {} : usualWay(chosen)) })}
      />
      <SimpleGrid cols={3} spacing="sm">
        <NumberInput
          label="Dose"
          min={0}
          decimalScale={2}
          {...form.getInputProps('dose')}
          value={dose}
          onChange={(value) => change({ dose: value })}
        />
        <Select
          label="Unit"
          data={unitChoices}
          {...form.getInputProps('doseUnit')}
          value={doseUnit}
          onChange={(value) => change({ doseUnit: (value ?? 'tablet') as DoseUnit })}
        />
        <Select label="Route" data={routeChoices} {...form.getInputProps('route')} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm">
        <Select
          label="Frequency"
          data={frequencyChoices}
          {...form.getInputProps('frequency')}
          value={frequency}
          onChange={(value) => change({ frequency: (value ?? 'once-daily') as Frequency })}
        />
        <NumberInput
          label="Duration in days"
          min={1}
          max={365}
          allowDecimal={false}
          {...form.getInputProps('durationDays')}
          value={durationDays}
          onChange={(value) => change({ durationDays: value })}
        />
        <NumberInput
          label="Quantity"
          description="Counted from dose, frequency and duration"
          min={1}
          max={10_000}
          allowDecimal={false}
          {...form.getInputProps('quantity')}
        />
        <NumberInput
          label="Refills"
          description="Fills after the first"
          min={0}
          max={12}
          allowDecimal={false}
          {...form.getInputProps('refills')}
        />
      </SimpleGrid>
      <Textarea
        label="Note for the patient"
        placeholder="With food"
        autosize
        minRows={1}
        maxLength={300}
        {...form.getInputProps('note')}
      />
      {draft.isReady && check.data !== undefined ? (
        <div className={classes.sentence} aria-live="polite">
          <Text size="xs" c="dimmed">
            The patient reads
          </Text>
          {check.data.instructions}
        </div>
      ) : null}
      {check.isError && draft.isReady ? <ErrorState error={check.error} onRetry={() => void check.refetch()} /> : null}
      <SafetyWarnings warnings={warnings} />
      {draft.isReady && check.isSuccess && warnings.length === 0 ? (
        <Text size="sm" c="dimmed" role="status">
          Checked: no allergy and no active duplicate speaks against it.
        </Text>
      ) : null}
      {warnings.length > 0 ? (
        <Textarea
          label="Why it is right all the same"
          description="Signed with the prescription, and read by the pharmacist"
          autosize
          minRows={2}
          maxLength={300}
          {...form.getInputProps('overrideReason')}
        />
      ) : null}
    </OperationFields>
  )
}
