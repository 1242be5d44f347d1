import { Checkbox, Fieldset, Group, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type Plan, SavePlan, ServiceCategory } from '../../../core/insurance/model.js'
import type { Currency } from '../../../core/kernel/money.js'
import { useSession } from '../../app/session.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { fractionDigits, toMajorUnits, toMinorUnits } from '../billing/amounts.js'
import { categoryWords } from './insurance-words.js'

type Typed = number | string

/** One category as it is typed: an empty copay means that coinsurance applies. */
interface TypedBenefit {
  category: ServiceCategory
  isCovered: boolean
  copay: Typed
  coinsurancePercent: Typed
  deductibleApplies: boolean
}

/** Sets a plan up, or describes a known one anew. */
export function PlanForm({ plan, onDone }: { plan: Plan | null; onDone: () => void }) {
  const { currency } = useSession().clinic
  const state = useOperationForm({
    path: 'insurance.savePlan',
    schema: SavePlan,
    initial: typedPlan(plan, currency),
    toInput: ({ benefits, deductible, outOfPocketMax, ...rest }) => ({
      ...rest,
      currency,
      deductibleMinor: toMinorUnits(deductible, currency) ?? 0,
      outOfPocketMaxMinor: toMinorUnits(outOfPocketMax, currency),
      benefits: benefits.map(({ copay, ...benefit }) => ({
        ...benefit,
        copayMinor: toMinorUnits(copay, currency),
        coinsurancePercent: benefit.coinsurancePercent === '' ? 0 : benefit.coinsurancePercent,
      })),
    }),
    draftKey: `plan-${plan?.id ?? 'new'}`,
    onDone: ({ name }) => {
      say({ tone: 'done', message: `${name} is set up. What was verified before keeps what it said.` })
      onDone()
    },
  })
  const { form } = state
  const money = { decimalScale: fractionDigits(currency), min: 0, hideControls: true }
  return (
    <OperationFields state={state} submitLabel="Save plan" onCancel={onDone}>
      <TextInput
        label="Code"
        description="As it stands on the card: letters, digits and dashes"
        autoComplete="off"
        disabled={plan !== null}
        data-autofocus
        {...form.getInputProps('id')}
      />
      <TextInput label="Plan" autoComplete="off" {...form.getInputProps('name')} />
      <TextInput label="Payer" autoComplete="off" {...form.getInputProps('payerName')} />
      <Group grow align="start">
        <NumberInput
          label={`Deductible a year in ${currency}`}
          {...money}
          {...form.getInputProps('deductible')}
          error={form.errors.deductibleMinor}
        />
        <NumberInput
          label={`Most a patient pays a year in ${currency}`}
          description="Empty where there is no maximum"
          {...money}
          {...form.getInputProps('outOfPocketMax')}
          error={form.errors.outOfPocketMaxMinor}
        />
      </Group>
      <NumberInput
        label="Visits a year"
        description="Empty where they are not counted"
        min={1}
        allowDecimal={false}
        {...form.getInputProps('visitLimit')}
      />
      {form.values.benefits.map(({ category, isCovered }, index) => (
        <Fieldset key={category} legend={categoryWords[category]}>
          <Checkbox label="Covered" {...form.getInputProps(`benefits.${index}.isCovered`, { type: 'checkbox' })} />
          {isCovered && (
            <>
              <Group grow align="start" mt="xs">
                <NumberInput
                  label={`Copay in ${currency}`}
                  description="Empty where the patient pays a share"
                  {...money}
                  {...form.getInputProps(`benefits.${index}.copay`)}
                  error={form.errors[`benefits.${index}.copayMinor`]}
                />
                <NumberInput
                  label="Patient’s share in percent"
                  description="Where no copay applies"
                  min={0}
                  max={100}
                  allowDecimal={false}
                  {...form.getInputProps(`benefits.${index}.coinsurancePercent`)}
                />
              </Group>
              <Checkbox
                mt="xs"
                label="The deductible must be met first"
                {...form.getInputProps(`benefits.${index}.deductibleApplies`, { type: 'checkbox' })}
              />
            </>
          )}
        </Fieldset>
      ))}
      <Textarea label="Notes" autosize minRows={2} {...form.getInputProps('notes')} />
    </OperationFields>
  )
}

function typedPlan(plan: Plan | null, currency: Currency) {
  const typed = (amountMinor: number | null | undefined): Typed =>
    amountMinor === null || amountMinor === undefined ? '' : toMajorUnits(amountMinor, currency)
  return {
    id: plan?.id ?? '',
    name: plan?.name ?? '',
    payerName: plan?.payerName ?? '',
    deductible: typed(plan?.deductibleMinor ?? 0),
    outOfPocketMax: typed(plan?.outOfPocketMaxMinor),
    visitLimit: (plan?.visitLimit ?? '') as Typed,
    notes: plan?.notes ?? '',
    benefits: ServiceCategory.options.map((category): TypedBenefit => {
      const known = plan?.benefits.find((benefit) => benefit.category === category)
      return {
        category,
        isCovered: known?.isCovered ?? plan === null,
        copay: typed(known?.copayMinor),
        coinsurancePercent: known?.coinsurancePercent ?? 20,
        deductibleApplies: known?.deductibleApplies ?? false,
      }
    }),
  }
}
