import { Table } from '@mantine/core'
import type { CategoryBenefit } from '../../../core/insurance/model.js'
import { MoneyText } from '../../ui/money-text.js'
import { categoryWords } from './insurance-words.js'

interface BenefitTableProps {
  benefits: readonly CategoryBenefit[]
  currency: string
}

/** What a plan pays for, category by category. */
export function BenefitTable({ benefits, currency }: BenefitTableProps) {
  return (
    <Table aria-label="Benefits" mt="sm" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Service</Table.Th>
          <Table.Th>The patient pays</Table.Th>
          <Table.Th>Deductible</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {benefits.map((benefit) => (
          <Table.Tr key={benefit.category}>
            <Table.Td>{categoryWords[benefit.category]}</Table.Td>
            <Table.Td>
              {!benefit.isCovered ? (
                'All of it: not covered'
              ) : benefit.copayMinor === null ? (
                `${benefit.coinsurancePercent} % coinsurance`
              ) : (
                <>
                  <MoneyText amountMinor={benefit.copayMinor} currency={currency} /> copay
                </>
              )}
            </Table.Td>
            <Table.Td>
              {!benefit.isCovered ? '' : benefit.deductibleApplies ? 'Must be met first' : 'Does not apply'}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
