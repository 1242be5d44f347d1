import { Button, Checkbox, Fieldset, Group, NumberInput, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type RateCard, SaveRateCard, type Tier } from '../../../core/invoices/model.js'
import { UsageResource } from '../../../core/usage/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { Notice } from '../../ui/notice.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Page } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { fractionDigits, toMajorUnits, toMinorUnits } from '../billing/amounts.js'
import { resourceWords } from '../usage/usage-words.js'
import classes from './invoices.module.css'

/** What the platform charges, from the next draft on. */
export function RateCardPage() {
  const card = useOperationQuery('invoices.getRateCard', {})
  return (
    <Page
      title="Rate card"
      width="narrow"
      above={<AppLink to="/invoices">Invoices</AppLink>}
      subtitle={
        card.data?.savedAt == null ? undefined : (
          <>
            Saved <TimeText at={card.data.savedAt} isRelative /> by {card.data.savedBy}
          </>
        )
      }
    >
      <QueryView query={card}>{(data) => <RateCardForm key={data.version} card={data} />}</QueryView>
    </Page>
  )
}

type Typed = number | string

interface TypedItem {
  resource: UsageResource
  isCharged: boolean
  per: Typed
  allowance: Typed
  tiers: { upTo: Typed; price: Typed }[]
}

function RateCardForm({ card }: { card: RateCard }) {
  const can = useCan()('clinic:manage')
  const { currency, version } = card
  const state = useOperationForm({
    path: 'invoices.saveRateCard',
    schema: SaveRateCard,
    initial: typedCard(card),
    toInput: ({ minimum, taxPercent, paymentDays, taxName, items }) => ({
      ...{ version, currency, taxName, paymentDays },
      minimumMinor: toMinorUnits(minimum, currency) ?? 0,
      taxBasisPoints: Math.round(Number(taxPercent) * 100),
      items: items.filter(({ isCharged }) => isCharged).map((item) => readItem(item, currency)),
    }),
    onDone: () => say({ tone: 'done', message: 'The rate card is saved. Invoices that were issued stay as they are.' }),
  })
  const { form } = state
  const money = { decimalScale: fractionDigits(currency), fixedDecimalScale: true, min: 0, hideControls: true }
  return (
    <OperationFields state={state} submitLabel="Save rate card" isSubmitDisabled={!can}>
      {version === 0 ? (
        <Notice title="Nobody has saved a rate card yet">
          These prices are a suggestion. Last month is drafted by itself only once a card is saved.
        </Notice>
      ) : null}
      <Group grow align="start">
        <NumberInput
          label={`Minimum a month in ${currency}`}
          description="Before tax"
          {...money}
          {...form.getInputProps('minimum')}
        />
        <NumberInput
          label="Days to pay"
          description="Then it is overdue"
          min={0}
          allowDecimal={false}
          {...form.getInputProps('paymentDays')}
        />
      </Group>
      <Group grow align="start">
        <TextInput label="Tax" {...form.getInputProps('taxName')} />
        <NumberInput
          label="Tax in percent"
          min={0}
          max={100}
          decimalScale={2}
          {...form.getInputProps('taxPercent')}
          error={form.errors.taxBasisPoints}
        />
      </Group>
      {form.values.items.map(({ resource, isCharged, tiers }, index) => {
        const { name, unit } = resourceWords[resource]
        const field = (path: string) => form.getInputProps(`items.${index}.${path}`)
        return (
          <Fieldset key={resource} legend={name}>
            <Checkbox
              label={`Charge ${name.toLowerCase()}`}
              {...form.getInputProps(`items.${index}.isCharged`, { type: 'checkbox' })}
            />
            {isCharged ? (
              <>
                <Group grow align="start" mt="xs">
                  <NumberInput label={`Free a month, in ${unit}`} min={0} hideControls {...field('allowance')} />
                  <NumberInput label={`Prices are for so many ${unit}`} min={0} hideControls {...field('per')} />
                </Group>
                <div className={classes.tiers}>
                  {tiers.map((_, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a tier is known by its place
                    <Group key={place} align="end" gap="sm">
                      {place === tiers.length - 1 ? null : (
                        <NumberInput
                          label={`Up to, in ${unit}`}
                          min={0}
                          hideControls
                          {...field(`tiers.${place}.upTo`)}
                        />
                      )}
                      <NumberInput
                        label={`${priceWords(tiers.length, place)} in ${currency}`}
                        {...money}
                        {...field(`tiers.${place}.price`)}
                      />
                      {tiers.length === 1 ? null : (
                        <Button variant="subtle" onClick={() => form.removeListItem(`items.${index}.tiers`, place)}>
                          Remove tier
                        </Button>
                      )}
                    </Group>
                  ))}
                </div>
                <Button
                  mt="sm"
                  size="xs"
                  variant="default"
                  leftSection={<IconPlus size={14} />}
                  disabled={tiers.length >= 8}
                  onClick={() => form.insertListItem(`items.${index}.tiers`, { upTo: '', price: '' }, tiers.length - 1)}
                >
                  Add tier to {name.toLowerCase()}
                </Button>
              </>
            ) : null}
          </Fieldset>
        )
      })}
    </OperationFields>
  )
}

const priceWords = (tiers: number, place: number): string =>
  tiers === 1 ? 'Price' : place === tiers - 1 ? 'Price beyond' : 'Price'

/** Prices are kept for metered units, and typed for those that people count. */
function readItem({ resource, per, allowance, tiers }: TypedItem, currency: string) {
  const metered = (typed: Typed) => Math.round(Number(typed) * resourceWords[resource].size)
  return {
    resource,
    per: metered(per),
    allowance: metered(allowance),
    tiers: tiers.map(
      ({ upTo, price }, place): Tier => ({
        upTo: place === tiers.length - 1 ? null : metered(upTo),
        priceMinor: toMinorUnits(price, currency) ?? 0,
      }),
    ),
  }
}

function typedCard({ currency, minimumMinor, taxName, taxBasisPoints, paymentDays, items }: RateCard) {
  return {
    minimum: toMajorUnits(minimumMinor, currency) as Typed,
    taxName,
    taxPercent: (taxBasisPoints / 100) as Typed,
    paymentDays: paymentDays as Typed,
    items: UsageResource.options.map((resource): TypedItem => {
      const item = items.find((one) => one.resource === resource)
      const { size } = resourceWords[resource]
      return {
        resource,
        isCharged: item !== undefined,
        per: item === undefined ? 1 : item.per / size,
        allowance: (item?.allowance ?? 0) / size,
        tiers: (item?.tiers ?? [{ upTo: null, priceMinor: 0 }]).map(({ upTo, priceMinor }) => ({
          upTo: upTo === null ? '' : upTo / size,
          price: toMajorUnits(priceMinor, currency),
        })),
      }
    }),
  }
}
