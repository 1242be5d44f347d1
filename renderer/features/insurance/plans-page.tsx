import { TextInput } from '@mantine/core'
import { IconSearch, IconShield } from '@tabler/icons-react'
import { useState } from 'react'
import type { Plan } from '../../../core/insurance/model.js'
import { foldText } from '../../../core/kernel/text.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { BenefitTable } from './benefit-table.js'

/** The plans that this clinic works with, by payer, and how each shares the cost. */
export function PlansPage() {
  const plans = useOperationQuery('insurance.listPlans', {})
  const [text, setText] = useState('')
  return (
    <Page title="Plans and payers" above={<AppLink to="/insurance">Claims</AppLink>}>
      <TextInput
        aria-label="Find a plan"
        placeholder="Plan or payer"
        leftSection={<IconSearch size={16} />}
        value={text}
        maw={420}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <QueryView query={plans}>
        {(list) => {
          const found = list.filter((plan) => foldText(`${plan.name} ${plan.payerName}`).includes(foldText(text)))
          if (found.length === 0)
            return (
              <EmptyState icon={<IconShield size={22} />} title={list.length === 0 ? 'No plans yet' : 'No plan fits'}>
                {list.length === 0
                  ? 'Plans come with the clinic’s set-up. Without one, every visit is self-pay.'
                  : 'Try fewer letters, or the payer’s name.'}
              </EmptyState>
            )
          return found.map((plan) => <PlanSection key={plan.id} plan={plan} />)
        }}
      </QueryView>
    </Page>
  )
}

function PlanSection({ plan }: { plan: Plan }) {
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={plan.currency} />
  return (
    <Section title={`${plan.name} · ${plan.payerName}`}>
      <Facts
        items={[
          { label: 'Deductible a year', value: money(plan.deductibleMinor) },
          {
            label: 'Most that a patient pays a year',
            value: plan.outOfPocketMaxMinor === null ? 'No maximum' : money(plan.outOfPocketMaxMinor),
          },
          { label: 'Visits a year', value: plan.visitLimit ?? 'Not counted' },
          ...(plan.notes === '' ? [] : [{ label: 'Notes', value: plan.notes }]),
        ]}
      />
      <BenefitTable benefits={plan.benefits} currency={plan.currency} />
    </Section>
  )
}
