import { Table } from '@mantine/core'
import type { LineDecision } from '../../../core/insurance/model.js'
import { formatMoney } from '../../../core/kernel/money.js'
import { LineTable } from '../../ui/line-table.js'
import { MoneyText } from '../../ui/money-text.js'
import { categoryWords } from './insurance-words.js'
import classes from './line-decisions.module.css'

interface LineDecisionsProps {
  lines: readonly LineDecision[]
  currency: string
}

/** What its own words do not say yet: the kind of service, and whether it is covered. */
const aboutLine = ({ category, description, isCovered }: LineDecision): string =>
  [
    ...(categoryWords[category].toLowerCase() === description.toLowerCase() ? [] : [categoryWords[category]]),
    ...(isCovered ? [] : ['Not covered']),
  ].join(' · ')

/** The parts of the patient's share, where there is no room for a column of each. */
const sharesOf = ({ deductibleMinor, copayMinor, coinsuranceMinor }: LineDecision, currency: string): string =>
  Object.entries({ Deductible: deductibleMinor, Copay: copayMinor, Coinsurance: coinsuranceMinor })
    .filter(([, amountMinor]) => amountMinor > 0)
    .map(([name, amountMinor]) => `${name} ${formatMoney(amountMinor, currency)}`)
    .join(' · ')

/** What the plan decided for each line, and each part of the patient's share. */
export function LineDecisions({ lines, currency }: LineDecisionsProps) {
  const money = (amountMinor: number) => <MoneyText amountMinor={amountMinor} currency={currency} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a narrow place scrolls it sideways, by keyboard too
    <section className={classes.frame} aria-label="Decision by line" tabIndex={0}>
      <LineTable
        label="Lines"
        headers={['Service', 'Charge', 'Deductible', 'Copay', 'Coinsurance', 'Patient', 'Payer']}
        className={classes.lines}
      >
        {lines.map((line) => (
          <Table.Tr key={`${line.category} ${line.description}`}>
            <Table.Td>
              {line.description}
              <div className={classes.category}>{aboutLine(line)}</div>
              <div className={classes.shares}>{sharesOf(line, currency)}</div>
            </Table.Td>
            <Table.Td>{money(line.amountMinor)}</Table.Td>
            <Table.Td>{money(line.deductibleMinor)}</Table.Td>
            <Table.Td>{money(line.copayMinor)}</Table.Td>
            <Table.Td>{money(line.coinsuranceMinor)}</Table.Td>
            <Table.Td>{money(line.patientOwesMinor)}</Table.Td>
            <Table.Td>{money(line.payerOwesMinor)}</Table.Td>
          </Table.Tr>
        ))}
      </LineTable>
    </section>
  )
}
