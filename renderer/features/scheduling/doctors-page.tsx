import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconStethoscope } from '@tabler/icons-react'
import { useState } from 'react'
import { useGo } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { Cards } from '../../ui/cards.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Page } from '../../ui/page.js'
import { DoctorCard } from './doctor-card.js'
import { anyDoctor, DoctorFilters, toDoctorQuery } from './doctor-filters.js'
import { SlotButtons } from './slot-buttons.js'

/** Who works here as a doctor, what they can do, and when they are free. */
export function DoctorsPage() {
  const [filter, setFilter] = useState(anyDoctor)
  const [asked] = useDebouncedValue(filter, 150)
  const doctors = useOperationPages('scheduling.listDoctors', toDoctorQuery(asked), { keepsFormer: true })
  const can = useCan()
  const go = useGo()
  return (
    <Page title="Doctors">
      <DoctorFilters filter={filter} onChange={setFilter} />
      {doctors.isPending ? <LoadingShape /> : null}
      {doctors.isError ? <ErrorState error={doctors.error} onRetry={() => void doctors.refetch()} /> : null}
      {doctors.isSuccess && doctors.items.length === 0 ? (
        <EmptyState
          icon={<IconStethoscope size={22} />}
          title="No doctor fits this"
          action={
            <Button variant="default" onClick={() => setFilter(anyDoctor)}>
              Show all doctors
            </Button>
          }
        >
          Take a filter away, or ask an administrator to write the doctor’s profile.
        </EmptyState>
      ) : null}
      <Cards>
        {doctors.items.map((doctor) => (
          <li key={doctor.id}>
            <DoctorCard doctor={doctor}>
              <SlotButtons
                slots={doctor.nextFreeSlots}
                hasDays
                empty="No free time is offered yet."
                onChoose={(slot) => {
                  if (can('scheduling:write')) go(`/book?doctor=${doctor.id}&slot=${slot.id}`)
                  else go(`/doctors/${doctor.id}`)
                }}
              />
            </DoctorCard>
          </li>
        ))}
      </Cards>
      {doctors.hasNextPage ? (
        <Button variant="default" onClick={() => void doctors.fetchNextPage()} loading={doctors.isFetchingNextPage}>
          Show more doctors
        </Button>
      ) : null}
    </Page>
  )
}
