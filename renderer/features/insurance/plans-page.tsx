import { Button, TextInput } from '@mantine/core'
import { IconSearch, IconShield } from '@tabler/icons-react'
import { useState } from 'react'
import type { Plan } from '../../../core/insurance/model.js'
import { foldText } from '../../../core/kernel/text.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { BenefitTable } from './benefit-table.js'
import { PayersSection } from './payers-section.js'
import { PlanForm } from './plan-form.js'

/** The plans that this clinic works with, by payer, and how each shares the cost. */
export function PlansPage() {
  const plans = useOperationQuery('insurance.listPlans', {})
  const [text, setText] = useState('')
  const [edited, setEdited] = useState<Plan | 'new' | null>(null)
  const mayEdit = useCan()('clinic:manage')
  return (
    <Page
      title="Plans and payers"
      above={<AppLink to="/insurance">Claims</AppLink>}
      actions={mayEdit && <Button onClick={() => setEdited('new')}>Set up plan</Button>}
    >
      <FormDrawer
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' || edited === null ? 'Set up a plan' : edited.name}
        size={560}
      >
        <PlanForm plan={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />
      </FormDrawer>
      <PayersSection />
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
                  ? 'An administrator sets plans up. Without one, every visit is self-pay.'
                  : 'Try fewer letters, or the payer’s name.'}
              </EmptyState>
            )
          return found.map((plan) => (
            <PlanSection key={plan.id} plan={plan} onEdit={mayEdit ? () => setEdited(plan) : null} />
          ))
        }}
      </QueryView>
    </Page>
  )
}

function PlanSection({ plan, onEdit }: { plan: Plan; onEdit: (() => void) | null }) {
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={plan.currency} />
  return (
    <Section
      title={`${plan.name} · ${plan.payerName}`}
      actions={
        onEdit && (
          <Button variant="default" size="compact-sm" onClick={onEdit} aria-label={`Edit ${plan.name}`}>
            Edit
          </Button>
        )
      }
    >
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
