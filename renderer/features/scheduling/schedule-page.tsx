import { Button } from '@mantine/core'
import { IconCalendarOff, IconCalendarPlus, IconCalendarTime } from '@tabler/icons-react'
import { useState } from 'react'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { DayStepper, dayAsked } from '../../ui/day-stepper.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { dateWords } from '../../ui/time-words.js'
import { BookedVisitDrawer } from './booked-visit-drawer.js'
import { DayBoardGrid } from './day-board-grid.js'
import { OfferSlotsForm } from './offer-slots-form.js'

/** A day at the clinic: every doctor’s time side by side. */
export function SchedulePage() {
  const asked = useSearchParams()
  const today = useToday()
  const day = dayAsked(asked.day, today)
  const board = useOperationQuery('scheduling.getDayBoard', { day }, { keepsFormer: true })
  const [openVisit, setOpenVisit] = useState<string | null>(null)
  const can = useCan()
  const go = useGo()
  const isOffering = asked.offer !== undefined && can('scheduling:write')
  const goToDay = (next: string) => go(`/schedule?day=${next}`, { isReplacing: true })
  const offer = can('scheduling:write') ? (
    <Button
      variant="default"
      leftSection={<IconCalendarTime size={16} />}
      onClick={() => go(`/schedule?day=${day}&offer=1`)}
    >
      Offer times
    </Button>
  ) : null
  return (
    <Page
      title="Schedule"
      subtitle={dateWords(day, 'long')}
      width="full"
      actions={
        <>
          <DayStepper day={day} onChange={goToDay} />
          <Button variant="default" disabled={day === today} onClick={() => goToDay(today)}>
            Today
          </Button>
          {offer}
          {can('scheduling:write') ? (
            <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => go('/book')}>
              Book visit
            </Button>
          ) : null}
        </>
      }
    >
      <QueryView query={board}>
        {(data) =>
          data.doctors.every((doctor) => doctor.slots.length === 0) ? (
            <EmptyState icon={<IconCalendarOff size={22} />} title="No times are offered on this day" action={offer}>
              Visits are booked into times that a doctor offers. Offer some, or look at another day.
            </EmptyState>
          ) : (
            <DayBoardGrid
              board={data}
              onFree={(slot) => {
                if (can('scheduling:write')) go(`/book?doctor=${slot.doctorId}&slot=${slot.id}&day=${day}`)
              }}
              onVisit={setOpenVisit}
            />
          )
        }
      </QueryView>
      <BookedVisitDrawer consultationId={openVisit} onClose={() => setOpenVisit(null)} />
      <FormDrawer isOpen={isOffering} onClose={() => goToDay(day)} title="Offer times">
        <OfferSlotsForm
          day={day}
          doctors={board.data?.doctors ?? []}
          onDone={(offeredDay) => goToDay(offeredDay)}
          onCancel={() => goToDay(day)}
        />
      </FormDrawer>
    </Page>
  )
}
