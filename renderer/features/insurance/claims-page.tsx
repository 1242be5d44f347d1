import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import { type ClaimState, ClaimState as ClaimStates, type ClaimSummary } from '../../../core/insurance/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ListDetail } from '../../ui/list-detail.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { ClaimDetail } from './claim-detail.js'
import { claimStateTones, claimStateWords } from './insurance-words.js'

const allColumns: readonly Column<ClaimSummary>[] = [
  { key: 'code', header: 'Claim', width: '104px', cell: ({ code }) => code },
  {
    key: 'patient',
    header: 'Patient',
    isEssential: true,
    cell: ({ patientName }) => patientName,
    sortBy: (c) => c.patientName,
  },
  { key: 'payer', header: 'Payer', cell: ({ payerName }) => payerName, sortBy: (c) => c.payerName },
  {
    key: 'state',
    header: 'State',
    width: '112px',
    cell: ({ state }) => <StatusBadge tone={claimStateTones[state]}>{claimStateWords[state]}</StatusBadge>,
    sortBy: ({ state }) => state,
  },
  {
    key: 'submitted',
    header: 'Submitted',
    width: '116px',
    cell: ({ submittedAt }) => (submittedAt === null ? 'Not yet' : <TimeText at={submittedAt} show="day" />),
    sortBy: ({ submittedAt }) => submittedAt,
  },
  {
    key: 'claimed',
    header: 'Claimed',
    width: '116px',
    align: 'end',
    cell: ({ claimedMinor, currency }) => <MoneyText amountMinor={claimedMinor} currency={currency} />,
    sortBy: ({ claimedMinor }) => claimedMinor,
  },
  {
    key: 'paid',
    header: 'Paid',
    width: '116px',
    align: 'end',
    isExtra: true,
    cell: ({ paidMinor, currency }) => <MoneyText amountMinor={paidMinor} currency={currency} />,
    sortBy: ({ paidMinor }) => paidMinor,
  },
  {
    key: 'total',
    header: 'Total',
    width: '116px',
    align: 'end',
    isExtra: true,
    cell: ({ totalMinor, currency }) => <MoneyText amountMinor={totalMinor} currency={currency} />,
    sortBy: ({ totalMinor }) => totalMinor,
  },
  { key: 'plan', header: 'Plan', isExtra: true, cell: ({ planName }) => planName, sortBy: (c) => c.planName },
  {
    key: 'diagnoses',
    header: 'Diagnoses',
    width: '128px',
    isExtra: true,
    cell: ({ diagnosisCodes }) => diagnosisCodes.join(', '),
  },
  { key: 'patient-code', header: 'Patient code', width: '116px', isExtra: true, cell: (c) => c.patientCode },
]

/** What still fits beside an open claim. */
const besideDetail: ReadonlySet<string> = new Set(['patient', 'state', 'claimed'])

const stateChoices = [
  { value: 'all', label: 'All' },
  ...ClaimStates.options.map((value) => ({ value: value as string, label: claimStateWords[value] })),
]

/** The claims work list: what was asked of payers, and what they answered. */
export function ClaimsPage() {
  const asked = useSearchParams()
  const go = useGo()
  const state = ClaimStates.safeParse(asked.state).data
  const openId = asked.claim
  const { columns, chooser } = useChosenColumns('claims', allColumns)
  const claims = useOperationPages(
    'insurance.listClaims',
    { limit: 100, ...(state === undefined ? {} : { state }) },
    { keepsFormer: true },
  )
  const path = (next: ClaimState | undefined, claimId?: string) => {
    const query = new URLSearchParams({
      ...(next === undefined ? {} : { state: next }),
      ...(claimId === undefined ? {} : { claim: claimId }),
    }).toString()
    return query === '' ? '/insurance' : `/insurance?${query}`
  }
  return (
    <Page
      title="Claims"
      width="full"
      actions={
        <Button variant="default" onClick={() => go('/insurance/plans')}>
          Plans and payers
        </Button>
      }
    >
      <Group>
        <SegmentedControl
          aria-label="Claims to show"
          data={stateChoices}
          value={state ?? 'all'}
          onChange={(value) => go(path(ClaimStates.safeParse(value).data), { isReplacing: true })}
        />
        {chooser}
      </Group>
      <ListDetail
        list={
          <DataTable
            label="Claims"
            columns={openId === undefined ? columns : columns.filter(({ key }) => besideDetail.has(key))}
            source={claims}
            rowKey={(claim) => claim.id}
            onOpen={(claim) => go(path(state, claim.id), { isReplacing: true })}
            selectedKey={openId}
            empty={
              <EmptyState
                icon={<IconFileInvoice size={22} />}
                title={state === undefined ? 'No claims yet' : `No claims are ${claimStateWords[state].toLowerCase()}`}
              >
                A claim goes out by itself when a covered visit ends or a covered order is handed over.
              </EmptyState>
            }
          />
        }
        detail={
          openId === undefined ? null : (
            <ClaimDetail
              key={openId}
              claimId={openId}
              patientName={claims.items.find((claim) => claim.id === openId)?.patientName}
              onClose={() => go(path(state), { isReplacing: true })}
            />
          )
        }
      />
    </Page>
  )
}
