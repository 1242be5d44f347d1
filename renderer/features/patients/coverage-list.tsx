import { Button, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { AddCoverage, type Coverage } from '../../../core/insurance/model.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { MoneyText } from '../../ui/money-text.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { Row, RowList } from '../../ui/row-list.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { dateWords } from '../../ui/time-words.js'

const relationshipChoices = [
  { value: 'self', label: 'The patient' },
  { value: 'spouse', label: 'Spouse' },
  { value: 'child', label: 'Child of the member' },
  { value: 'parent', label: 'Parent of the member' },
  { value: 'other', label: 'Another person' },
]

/** Who pays for this person, and how much of it is left. */
export function CoverageList({ patientId }: { patientId: string }) {
  const can = useCan()
  const coverages = useOperationQuery('insurance.listCoverages', { patientId })
  const [isAdding, setIsAdding] = useState(false)
  return (
    <Section
      title="Coverage"
      actions={
        can('insurance:write') ? (
          <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
            Add coverage
          </Button>
        ) : null
      }
    >
      <QueryView query={coverages}>
        {(list) =>
          list.length === 0 ? (
            <Text c="dimmed">No coverage on record: the patient pays for everything.</Text>
          ) : (
            <RowList>
              {list.map((coverage) => (
                <CoverageItem key={coverage.id} coverage={coverage} />
              ))}
            </RowList>
          )
        }
      </QueryView>
      <FormDrawer isOpen={isAdding} onClose={() => setIsAdding(false)} title="Add coverage">
        <AddCoverageForm patientId={patientId} onDone={() => setIsAdding(false)} />
      </FormDrawer>
    </Section>
  )
}

function CoverageItem({ coverage }: { coverage: Coverage }) {
  const today = useToday()
  const [isOpen, setIsOpen] = useState(false)
  const hasEnded = coverage.validUntil !== null && coverage.validUntil < today
  const isToCome = coverage.validFrom > today
  return (
    <Row
      title={
        <>
          {coverage.planName}
          <StatusBadge tone={hasEnded ? 'attention' : isToCome ? 'neutral' : 'accent'}>
            {hasEnded ? 'Ended' : isToCome ? 'Not started' : 'Active'}
          </StatusBadge>
        </>
      }
      acts={
        <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Hide what is left' : 'What is left'}
        </Button>
      }
    >
      <div>
        {coverage.payerName} · member {coverage.memberNumber}
      </div>
      <Text size="xs" c="dimmed">
        From {dateWords(coverage.validFrom)}
        {coverage.validUntil === null ? ', no end known' : ` to ${dateWords(coverage.validUntil)}`}
      </Text>
      {isOpen ? <CoverageLeft coverageId={coverage.id} /> : null}
    </Row>
  )
}

/** What is left of a coverage in this benefit year. */
function CoverageLeft({ coverageId }: { coverageId: string }) {
  const services = useOperationQuery('insurance.listCoveredServices', { insuranceId: coverageId })
  return (
    <QueryView query={services}>
      {({ deductibleLeftMinor, outOfPocketLeftMinor, visitsLeft, currency }) => (
        <Facts
          items={[
            { label: 'Deductible left', value: <MoneyText amountMinor={deductibleLeftMinor} currency={currency} /> },
            {
              label: 'Out of pocket left',
              value:
                outOfPocketLeftMinor === null ? (
                  'No maximum'
                ) : (
                  <MoneyText amountMinor={outOfPocketLeftMinor} currency={currency} />
                ),
            },
            { label: 'Visits left', value: visitsLeft ?? 'Not counted' },
          ]}
        />
      )}
    </QueryView>
  )
}

function AddCoverageForm({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const today = useToday()
  const plans = useOperationQuery('insurance.listPlans', {})
  const state = useOperationForm({
    path: 'insurance.addCoverage',
    schema: AddCoverage,
    initial: {
      patientId,
      planId: '',
      memberNumber: '',
      relationship: 'self',
      validFrom: `${today.slice(0, 4)}-01-01`,
      validUntil: '',
    },
    draftKey: `coverage-${patientId}`,
    onDone,
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Add coverage" onCancel={onDone}>
      <Select
        label="Plan"
        searchable
        data-autofocus
        data={(plans.data ?? []).map((plan) => ({ value: plan.id, label: `${plan.name} · ${plan.payerName}` }))}
        nothingFoundMessage="No plan has this name."
        {...form.getInputProps('planId')}
      />
      <TextInput label="Member number" autoComplete="off" {...form.getInputProps('memberNumber')} />
      <Select
        label="Who is the patient in this plan?"
        data={relationshipChoices}
        {...form.getInputProps('relationship')}
      />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="First day" type="date" {...form.getInputProps('validFrom')} />
        <TextInput label="Last day, if known" type="date" {...form.getInputProps('validUntil')} />
      </SimpleGrid>
    </OperationFields>
  )
}
