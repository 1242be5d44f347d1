import { Checkbox, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import * as z from 'zod'
import type { Coverage } from '../../../core/insurance/model.js'
import { type ConsultationId, type PatientId, ProductId } from '../../../core/kernel/ids.js'
import type { PatientBanner } from '../../../core/patients/model.js'
import { type Order, OrderLineRequest, PlaceOrder } from '../../../core/pharmacy/model.js'
import { findShelf } from '../../../core/pharmacy/rules.js'
import type { Prescription } from '../../../core/prescriptions/model.js'
import { isRefusal } from '../../client/errors.js'
import { type ErrorOf, useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { makeIdempotencyKey } from '../../ui/idempotency-key.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { prescriptionStateWords } from '../prescriptions/prescription-words.js'
import { addressValues, DeliveryFields } from './delivery-fields.js'
import { type LineValues, OrderLineFields } from './order-line-fields.js'
import { ProductPicker } from './product-picker.js'

interface PlaceOrderDrawerProps {
  isOpen: boolean
  onClose: () => void
  patientId: PatientId
  consultationId: ConsultationId | null
  onPlaced?: (order: Order) => void
}

/** Orders medicines for a patient; what was prescribed and not filled yet is in the order from the start. */
export function PlaceOrderDrawer({ isOpen, onClose, ...rest }: PlaceOrderDrawerProps) {
  return (
    <FormDrawer isOpen={isOpen} onClose={onClose} title="Order medicine" size={680}>
      <OrderFor {...rest} onClose={onClose} />
    </FormDrawer>
  )
}

type OrderForProps = Omit<PlaceOrderDrawerProps, 'isOpen'>

/** The order form for one patient, with what it needs to know of them. */
export function OrderFor(props: OrderForProps) {
  const { patientId } = props
  const banner = useOperationQuery('patients.getBanner', { patientId })
  const coverages = useOperationQuery('insurance.listCoverages', { patientId })
  const prescriptions = useOperationQuery('prescriptions.list', { patientId, limit: 50 })
  return (
    <QueryView query={banner}>
      {(person) => (
        <QueryView query={coverages}>
          {(covers) => (
            <QueryView query={prescriptions}>
              {({ items }) => <PlaceOrderForm {...props} person={person} coverages={covers} prescriptions={items} />}
            </QueryView>
          )}
        </QueryView>
      )}
    </QueryView>
  )
}

/** The operation's input, in whose place the form says what a missing product means. */
const PlaceOrderChecked = PlaceOrder.extend({
  lines: z
    .array(
      OrderLineRequest.extend({
        productId: z
          .string()
          .refine(
            (id) => ProductId.safeParse(id).success,
            'Choose a product for each medicine, or take the medicine out of the order.',
          )
          .pipe(ProductId),
      }),
    )
    .min(1, 'Put at least one medicine into the order.')
    .max(20),
})

const selfPay = 'self-pay'

interface PlaceOrderFormProps extends OrderForProps {
  person: PatientBanner
  coverages: readonly Coverage[]
  prescriptions: readonly Prescription[]
}

function PlaceOrderForm({ person, coverages, prescriptions, ...props }: PlaceOrderFormProps) {
  const { patientId, consultationId, onClose, onPlaced } = props
  // Once per opening of the drawer: a second press is the same order.
  const [idempotencyKey] = useState(makeIdempotencyKey)
  const orderable = prescriptions.filter(({ state }) => state !== 'cancelled')
  const state = useOperationForm({
    path: 'pharmacy.placeOrder',
    schema: PlaceOrderChecked,
    initial: {
      lines: orderable.filter((one) => isDue(one, consultationId)).map(lineOf),
      kind: 'pickup' as 'pickup' | 'ship',
      address: addressValues(person.patient.address),
      coverageId: coverages[0]?.id ?? selfPay,
    },
    toInput: ({ lines, kind, address, coverageId }) => ({
      idempotencyKey,
      patientId,
      consultationId,
      lines: lines.map(({ productId, quantity, prescription }) => ({
        // Not blank where none is chosen, so that the schema's own words are shown.
        productId: productId === '' ? 'none' : productId,
        quantity,
        prescriptionId: prescription?.id ?? null,
      })),
      delivery: kind === 'pickup' ? { kind } : { kind, address },
      coverageId: coverageId === selfPay ? null : coverageId,
    }),
    onDone: (order) => {
      say(
        order.state === 'requested'
          ? { message: `Order ${order.code} is asked for. You see here when it is confirmed.` }
          : { tone: 'done', message: `Order ${order.code} is placed.` },
      )
      if (onPlaced === undefined) onClose()
      else onPlaced(order)
    },
  })
  const { form, error } = state
  const { lines } = form.values
  const asked = useAskedShelf(lines)
  const setLines = (next: LineValues[]) => form.setFieldValue('lines', next)
  return (
    <OperationFields
      state={state}
      submitLabel={asked === null ? 'Place order' : `Ask ${asked} for it`}
      onCancel={onClose}
      refusal={error === null ? undefined : refusalWords(error)}
    >
      {orderable.length === 0 ? null : (
        <Stack gap={6}>
          <Text size="sm" fw={500}>
            Prescriptions to fill
          </Text>
          {orderable.map((prescription) => (
            <Checkbox
              key={prescription.id}
              label={`${prescription.code} · ${prescription.medicine.name}`}
              description={`Quantity ${prescription.quantity} · ${prescriptionStateWords[prescription.state]}`}
              checked={lines.some((line) => line.prescription?.id === prescription.id)}
              onChange={(event) =>
                setLines(
                  event.currentTarget.checked
                    ? [...lines, lineOf(prescription)]
                    : lines.filter((line) => line.prescription?.id !== prescription.id),
                )
              }
            />
          ))}
        </Stack>
      )}
      {lines.map((line, index) => (
        <OrderLineFields
          key={line.key}
          index={index}
          line={line}
          errors={form.errors}
          onChange={(part) => {
            // A product may be chosen for a line while another line changes: take the newest lines.
            const newest = form.getValues().lines
            setLines(newest.map((one) => (one.key === line.key ? { ...one, ...part } : one)))
          }}
          onRemove={() => setLines(lines.filter((one) => one.key !== line.key))}
        />
      ))}
      <ProductPicker
        onChoose={(product) =>
          setLines([...lines, { key: product.id, prescription: null, productId: product.id, product, quantity: 1 }])
        }
      />
      <DeliveryFields form={form} />
      <Select
        label="Who pays?"
        data={[
          ...coverages.map(({ id, planName, payerName }) => ({
            value: id as string,
            label: `${planName} · ${payerName}`,
          })),
          { value: selfPay, label: 'Self-pay' },
        ]}
        {...form.getInputProps('coverageId')}
      />
      {asked === null ? null : (
        <Notice tone="accent" title={`Kept at ${asked}`}>
          The order goes there as a request, and is packed there. {asked} confirms or declines it by itself once it has
          synced; nothing is set aside or paid before.
        </Notice>
      )}
    </OperationFields>
  )
}

/** The other workstation whose shelf these lines would be asked of; null where they are taken from this one, or not at all. */
function useAskedShelf(lines: readonly LineValues[]): string | null {
  const today = useToday()
  const products = new Map(lines.flatMap(({ product }) => (product === null ? [] : [[product.id, product] as const])))
  const wanted = lines.flatMap(({ product, quantity }) =>
    product === null ? [] : [{ productId: product.id, quantity: Number(quantity), prescriptionId: null }],
  )
  if (wanted.length === 0 || wanted.length < lines.length) return null
  const shelf = findShelf(wanted, { products, today })
  return shelf.ok && shelf.value.place === 'elsewhere' ? shelf.value.keptAt : null
}

/** In the order from the start: what this visit prescribed; at the counter, whatever can still be filled. */
const isDue = (prescription: Prescription, consultationId: ConsultationId | null): boolean =>
  prescription.state === 'active' && (consultationId === null || prescription.consultationId === consultationId)

const lineOf = (prescription: Prescription): LineValues => ({
  key: prescription.id,
  prescription,
  productId: '',
  product: null,
  quantity: prescription.quantity,
})

/** The refusals that carry more than their sentence. */
function refusalWords(error: ErrorOf<'pharmacy.placeOrder'>) {
  if (isRefusal(error, 'OUT_OF_STOCK'))
    return (
      <Notice tone="attention" title={error.message}>
        Of {error.data.product} there are {countWords(error.data.available)}.
      </Notice>
    )
  if (isRefusal(error, 'KEPT_ELSEWHERE') || isRefusal(error, 'SEVERAL_SHELVES'))
    return (
      <Notice tone="attention" title={error.message}>
        Kept at {error.data.places.join(', ')}.
      </Notice>
    )
  if (isRefusal(error, 'PRESCRIPTION_REQUIRED'))
    return (
      <Notice tone="attention" title={error.message}>
        It is {error.data.product}. Choose the prescription above, or take it out of the order.
      </Notice>
    )
  return undefined
}
