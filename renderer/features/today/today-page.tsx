import { Button } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import type { Role } from '../../../core/kernel/roles.js'
import { useGo } from '../../app/navigation.js'
import { useCan, useSession } from '../../app/session.js'
import { useToday } from '../../ui/clinic-context.js'
import { Page } from '../../ui/page.js'
import { dateWords } from '../../ui/time-words.js'
import { ClaimsToWork, PaymentsToCollect } from './billing-lists.js'
import { LowStock, OrdersToDispense, OrdersToHandOver } from './pharmacy-lists.js'
import { OpenTasks } from './task-list.js'
import { Arrivals, InProgress, Lobby, MyVisits, UnsignedVisits } from './visit-lists.js'
import classes from './work-list.module.css'

/** What waits for this person today, by what their roles are there for. */
export function TodayPage() {
  const { staff } = useSession()
  const can = useCan()
  const go = useGo()
  const today = useToday()
  const is = (role: Role) => staff.roles.includes(role)
  const isDesk = is('front-desk') || is('tenant-admin') || is('auditor')
  return (
    <Page
      title="Today"
      subtitle={dateWords(today, 'long')}
      actions={
        can('scheduling:write') && !is('doctor') ? (
          <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => go('/book')}>
            Book visit
          </Button>
        ) : null
      }
    >
      <div className={classes.grid}>
        {is('doctor') ? (
          <>
            <MyVisits doctorId={staff.id} />
            <UnsignedVisits doctorId={staff.id} />
          </>
        ) : null}
        {isDesk && can('encounters:read') ? (
          <>
            <Arrivals />
            <Lobby />
          </>
        ) : null}
        {is('pharmacist') ? (
          <>
            <OrdersToDispense />
            <OrdersToHandOver />
            <LowStock />
          </>
        ) : null}
        {is('billing') ? (
          <>
            <ClaimsToWork state="draft" title="To submit" empty="No claim waits to be submitted." />
            <ClaimsToWork state="denied" title="Denied" empty="No claim is denied." />
          </>
        ) : null}
        {is('billing') || is('front-desk') ? <PaymentsToCollect /> : null}
        <OpenTasks />
        {isDesk && can('encounters:read') ? <InProgress /> : null}
      </div>
    </Page>
  )
}
