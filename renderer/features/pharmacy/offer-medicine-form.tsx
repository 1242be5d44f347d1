import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { SaveProduct } from '../../../core/pharmacy/model.js'
import type { Medicine } from '../../../core/prescriptions/model.js'
import { useCan, useSession } from '../../app/session.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { fractionDigits, toMinorUnits } from '../billing/amounts.js'
import { MedicinePicker } from '../prescriptions/medicine-picker.js'

/** Takes a medicine of the formulary into the pharmacy's range. */
export function OfferMedicineForm({ onDone }: { onDone: () => void }) {
  const can = useCan()
  const { currency } = useSession().clinic
  const [medicine, setMedicine] = useState<Medicine | null>(null)
  const isFormularyReadable = can('prescriptions:read')
  const state = useOperationForm({
    path: 'pharmacy.saveProduct',
    schema: SaveProduct,
    initial: {
      rxNormCode: '',
      manufacturer: '',
      unitPriceMinor: '' as number | string,
      reorderLevel: 20 as number | string,
    },
    toInput: ({ unitPriceMinor, rxNormCode, ...rest }) => ({
      ...rest,
      rxNormCode: isFormularyReadable ? (medicine?.rxNormCode ?? '') : rxNormCode,
      unitPriceMinor: toMinorUnits(unitPriceMinor, currency),
    }),
    draftKey: 'offer-medicine',
    onDone: (product) => {
      say({ tone: 'done', message: `${product.name} is offered. Receive its first batch next.` })
      onDone()
    },
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Offer medicine" onCancel={onDone}>
      {isFormularyReadable ? (
        <MedicinePicker
          medicine={medicine}
          onChange={setMedicine}
          error={(form.errors.rxNormCode as string | undefined) ?? null}
        />
      ) : (
        <TextInput label="RxNorm code" inputMode="numeric" data-autofocus {...form.getInputProps('rxNormCode')} />
      )}
      <TextInput label="Manufacturer" autoComplete="off" {...form.getInputProps('manufacturer')} />
      <NumberInput
        label={`Price of one unit in ${currency}`}
        min={0}
        decimalScale={fractionDigits(currency)}
        hideControls
        {...form.getInputProps('unitPriceMinor')}
      />
      <NumberInput
        label="Reorder level"
        description="Shown as low when there is less than this"
        min={0}
        allowDecimal={false}
        {...form.getInputProps('reorderLevel')}
      />
    </OperationFields>
  )
}
