import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useNow } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { Section } from '../../ui/page.js'
import { TimeText } from '../../ui/time-text.js'
import { CancelVisitDialog } from '../scheduling/cancel-visit-dialog.js'
import { useNoShow, useRestoreVisit } from '../scheduling/use-calling-off.js'

/** When, with whom and why; and what to do when the visit does not take place. */
export function BookedPanel({ visit }: { visit: Visit }) {
  const can = useCan()
  const now = useNow()
  const [isCanceling, setIsCanceling] = useState(false)
  const noShow = useNoShow()
  const restore = useRestoreVisit()
  const { consultation, doctor, banner } = visit
  const isBooked = consultation.state === 'booked'
  const mayWrite = can('scheduling:write')
  return (
    <Section
      title="Booking"
      actions={
        mayWrite && (isBooked || consultation.state === 'arrived') ? (
          <Group gap="xs">
            {isBooked && consultation.startsAt < now ? (
              <Button
                size="xs"
                variant="default"
                loading={noShow.isPending}
                onClick={() => noShow.mutate({ consultationId: consultation.id })}
              >
                Did not come
              </Button>
            ) : null}
            <Button size="xs" variant="subtle" color="red" onClick={() => setIsCanceling(true)}>
              Cancel visit
            </Button>
          </Group>
        ) : mayWrite && (consultation.state === 'cancelled' || consultation.state === 'no-show') ? (
          <Button
            size="xs"
            variant="default"
            loading={restore.isPending}
            onClick={() => restore.mutate({ consultationId: consultation.id })}
          >
            Restore visit
          </Button>
        ) : null
      }
    >
      {noShow.isError ? <ErrorState error={noShow.error} /> : null}
      {restore.isError ? <ErrorState error={restore.error} /> : null}
      <Text style={{ whiteSpace: 'pre-wrap' }} maw="75ch" mb="md">
        {consultation.symptoms}
      </Text>
      <Facts
        items={[
          { label: 'Time', value: <TimeText at={consultation.startsAt} isRelative /> },
          { label: 'Until', value: <TimeText at={consultation.endsAt} show="time" /> },
          { label: 'Doctor', value: <AppLink to={`/doctors/${doctor.id}`}>{doctor.displayName}</AppLink> },
          { label: 'Kind', value: consultation.mode === 'video' ? 'By video' : 'In person' },
          { label: 'Fee', value: <MoneyText amountMinor={consultation.feeMinor} currency={consultation.currency} /> },
          { label: 'Booked', value: <TimeText at={consultation.bookedAt} isRelative /> },
          ...(consultation.arrivedAt === null
            ? []
            : [{ label: 'Arrived', value: <TimeText at={consultation.arrivedAt} isRelative /> }]),
        ]}
      />
      {isCanceling ? (
        <CancelVisitDialog
          visit={consultation}
          name={banner.fullName}
          onClose={() => setIsCanceling(false)}
          onDone={() => setIsCanceling(false)}
        />
      ) : null}
    </Section>
  )
}
