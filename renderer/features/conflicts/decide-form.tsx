import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core'
import { IconSignature } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { ConflictDetail } from '../../../core/sync/model.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'

/** What may be chosen, with what choosing it does, and why. The decision is signed by whoever makes it. */
export function DecideForm({ conflict }: { conflict: ConflictDetail }) {
  const [choice, setChoice] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [isAsked, setIsAsked] = useState(false)
  const decide = useOperationCommand('sync.decideConflict', {
    onDone: () => say({ tone: 'done', message: 'Decided and signed. Every workstation gets it.' }),
  })
  if (!conflict.mayDecide)
    return (
      <Notice title="This is for somebody else to decide">
        It stays in the inbox until somebody whose work it is has decided. You see both sides meanwhile.
      </Notice>
    )
  const missing = {
    choice: isAsked && choice === null ? 'Choose one.' : null,
    reason: isAsked && reason.trim() === '' ? 'Say why: it stays with the decision.' : null,
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    setIsAsked(true)
    if (choice === null || reason.trim() === '') return
    decide.mutate({ conflictId: conflict.id, sides: conflict.sideIds, choice, note: reason.trim() })
  }
  // Somebody else was quicker, here or at another workstation: the page shows it as soon as it is read again.
  const isLate = isRefusal(decide.error, 'ALREADY_DECIDED') || isRefusal(decide.error, 'CHANGED')
  return (
    <Section title="Decision">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Radio.Group
            label="What stands"
            withAsterisk
            value={choice}
            onChange={setChoice}
            error={missing.choice}
            name="choice"
          >
            <Stack gap="xs" mt={6}>
              {conflict.choices.map((option) => (
                <Radio key={option.choice} value={option.choice} label={option.statement} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label="Reason"
            withAsterisk
            description="Stays with the decision, for whoever looks at it later."
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            error={missing.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {decide.isError ? (
            isLate ? (
              <Notice tone="attention" title="It was decided or changed meanwhile">
                Nothing of yours was written. The page shows how it stands now.
              </Notice>
            ) : (
              <ErrorState error={decide.error} />
            )
          ) : null}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              Signed with your key and kept for good.
            </Text>
            <Button type="submit" loading={decide.isPending} leftSection={<IconSignature size={16} />}>
              Sign decision
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
