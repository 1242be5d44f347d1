import type { ReactNode } from 'react'
import type { Order, StockSite } from '../../../core/pharmacy/model.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { Notice } from '../../ui/notice.js'

/** Where an order stands that another workstation's shelf was asked for: what is waited for, or why it was declined. */
export function OrderStanding({ order, actions }: { order: Order; actions?: ReactNode }) {
  const { state, askedOf } = order
  const isAsked = askedOf !== null && (state === 'requested' || state === 'declined')
  const sites = useOperationQuery('pharmacy.listSites', {}, { isEnabled: isAsked })
  if (!isAsked) return null
  const site = sites.data?.find(({ id }) => id === askedOf)
  if (state === 'declined')
    return (
      <Notice
        tone="attention"
        title={site === undefined || site.isHere ? 'Declined' : `Declined at ${site.name}`}
        actions={
          actions ??
          (order.consultationId === null ? undefined : (
            <AppLink to={`/visits/${order.consultationId}?step=ordered`}>Open the visit to order again</AppLink>
          ))
        }
      >
        {order.events.at(-1)?.note} Nothing was taken from stock, no prescription was filled, and nothing is owed.
      </Notice>
    )
  return <Waiting site={site} actions={actions} />
}

function Waiting({ site, actions }: { site: StockSite | undefined; actions: ReactNode }) {
  if (site?.isRemoved)
    return (
      <Notice tone="attention" title={`${site.name} was removed from the clinic`} actions={actions}>
        It will not answer. Withdraw the request and order again: an administrator can take over what it kept.
      </Notice>
    )
  if (site?.isHere)
    return (
      <Notice title="Another workstation asks for this" actions={actions}>
        This workstation answers by itself as soon as all that the order names has come and the clinic is not suspended.
      </Notice>
    )
  return (
    <Notice tone="accent" title={`Waiting for ${site?.name ?? 'another workstation'}`} actions={actions}>
      The medicine is on its shelf. It confirms or declines by itself once it has synced; who asks first is served
      first. Until then nothing is set aside, so take no payment and promise nothing.
    </Notice>
  )
}
