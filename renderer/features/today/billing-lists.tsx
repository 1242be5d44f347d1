import type { ClaimState } from '../../../core/insurance/model.js'
import { useOperationPages } from '../../client/operations.js'
import { MoneyText } from '../../ui/money-text.js'
import { TimeText } from '../../ui/time-text.js'
import { useVisitsOfToday } from './visit-lists.js'
import { WorkList } from './work-list.js'

/** Claims in a state that asks for work. */
export function ClaimsToWork({ state, title, empty }: { state: ClaimState; title: string; empty: string }) {
  const claims = useOperationPages('insurance.listClaims', { state, limit: 50 })
  return (
    <WorkList
      title={title}
      empty={empty}
      isPending={claims.isPending}
      error={claims.error}
      onRetry={() => void claims.refetch()}
      items={claims.items.map((claim) => ({
        key: claim.id,
        to: `/insurance/claims/${claim.id}`,
        title: `${claim.code} · ${claim.patientName}`,
        detail: claim.denialReason ?? `${claim.payerName}, ${claim.planName}`,
        end: <MoneyText amountMinor={claim.claimedMinor} currency={claim.currency} />,
      }))}
    />
  )
}

/** Today's visits whose next step is the patient's payment. */
export function PaymentsToCollect() {
  const { items, ...rest } = useVisitsOfToday()
  const owing = items.filter((visit) => visit.nextAction === 'take-payment')
  return (
    <WorkList
      {...rest}
      title="To collect"
      empty="No visit of today waits for a payment."
      items={owing.map(({ consultation, patient, doctorName, outstandingMinor }) => ({
        key: consultation.id,
        to: `/visits/${consultation.id}`,
        start: <TimeText at={consultation.startsAt} show="time" />,
        title: patient.fullName,
        detail: doctorName,
        end: <MoneyText amountMinor={outstandingMinor} currency={consultation.currency} />,
      }))}
    />
  )
}
