import { Button, Text, Textarea } from '@mantine/core'
import { IconStar } from '@tabler/icons-react'
import { useState } from 'react'
import { type PatientMark as Mark, SetMark } from '../../../core/access/model.js'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'

/** Whether this is a patient whom colleagues may be curious about: who said so and why. For those who look after that. */
export function PatientMark({ patientId }: { patientId: PatientId }) {
  const can = useCan()
  const mark = useOperationQuery('access.getMark', { patientId })
  const [isChanging, setIsChanging] = useState(false)
  const isMarked = mark.data?.endedAt === null
  return (
    <Section
      title="Very important patient"
      actions={
        can('clinic:manage') && mark.isSuccess ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconStar size={15} aria-hidden />}
            onClick={() => setIsChanging(true)}
          >
            {isMarked ? 'End mark' : 'Mark'}
          </Button>
        ) : null
      }
    >
      <QueryView query={mark}>{(data) => <MarkFacts mark={data} />}</QueryView>
      <FormDrawer
        isOpen={isChanging}
        onClose={() => setIsChanging(false)}
        title={isMarked ? 'End the mark' : 'Mark as very important'}
      >
        <MarkForm
          patientId={patientId}
          version={mark.data?.version ?? 0}
          isMarked={isMarked}
          onDone={() => setIsChanging(false)}
        />
      </FormDrawer>
    </Section>
  )
}

function MarkFacts({ mark }: { mark: Mark | null }) {
  if (mark === null) return <Text c="dimmed">Not marked. Looks at the record count like any other’s.</Text>
  const { markedBy, markedAt, reason, endedBy, endedAt, endReason } = mark
  return (
    <>
      <Text c="dimmed" mb="xs">
        {endedAt === null
          ? 'Whoever looks without a visit or other work that explains it is put before a reviewer.'
          : 'Not marked any more.'}
      </Text>
      <Facts
        items={[
          {
            label: 'Marked',
            value: (
              <>
                {markedBy}, <TimeText at={markedAt} show="day" />
              </>
            ),
          },
          { label: 'Reason', value: reason },
          ...(endedAt === null
            ? []
            : [
                {
                  label: 'Ended',
                  value: (
                    <>
                      {endedBy}, <TimeText at={endedAt} show="day" />
                    </>
                  ),
                },
                { label: 'Reason of the end', value: endReason },
              ]),
        ]}
      />
    </>
  )
}

interface MarkFormProps {
  patientId: PatientId
  version: number
  isMarked: boolean
  onDone: () => void
}

function MarkForm({ patientId, version, isMarked, onDone }: MarkFormProps) {
  const state = useOperationForm({
    path: 'access.setMark',
    schema: SetMark,
    initial: { reason: '' },
    toInput: (values) => ({ ...values, patientId, version, isMarked: !isMarked }),
    onDone: () => {
      say({ tone: 'done', message: isMarked ? 'The mark is ended.' : 'The patient is marked.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel={isMarked ? 'End mark' : 'Mark as very important'}>
      <Text>
        {isMarked
          ? 'Looks at the record count like any other’s from now on. What was found before stays.'
          : 'A badge stands above every page about this patient, for everybody. From now on each look without a visit, order, claim or payment about then, and each doctor’s who is not theirs, waits under Reviews. Administrators and auditors see the reason.'}
      </Text>
      <Textarea label="Reason" autosize minRows={2} maxLength={500} {...state.form.getInputProps('reason')} />
    </OperationFields>
  )
}
