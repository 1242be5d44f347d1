import { Button, Text } from '@mantine/core'
import { AppLink } from '../../app/navigation.js'
import { useOperationPages } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Section } from '../../ui/page.js'
import { Row, RowList } from '../../ui/row-list.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { visitStateTones, visitStateWords } from '../../ui/visit-words.js'

/** The person's visits, newest first. */
export function PatientVisits({ patientId }: { patientId: string }) {
  const visits = useOperationPages('encounters.listVisits', { patientId, limit: 20 })
  return (
    <Section title="Visits">
      {visits.isPending ? <LoadingShape lines={3} /> : null}
      {visits.isError ? <ErrorState error={visits.error} onRetry={() => void visits.refetch()} /> : null}
      {visits.isSuccess && visits.items.length === 0 ? <Text c="dimmed">No visits yet.</Text> : null}
      <RowList>
        {visits.items.map(({ consultation, doctorName }) => (
          <Row
            key={consultation.id}
            title={
              <>
                <AppLink to={`/visits/${consultation.id}`}>
                  <TimeText at={consultation.startsAt} />
                </AppLink>
                <StatusBadge tone={visitStateTones[consultation.state]}>
                  {visitStateWords[consultation.state]}
                </StatusBadge>
              </>
            }
          >
            <div>
              {doctorName} · {consultation.mode === 'video' ? 'by video' : 'in person'}
            </div>
            {consultation.symptoms === '' ? null : (
              <Text size="sm" c="dimmed" lineClamp={1}>
                {consultation.symptoms}
              </Text>
            )}
          </Row>
        ))}
      </RowList>
      {visits.hasNextPage ? (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={visits.isFetchingNextPage}
          onClick={() => void visits.fetchNextPage()}
        >
          Show older visits
        </Button>
      ) : null}
    </Section>
  )
}
