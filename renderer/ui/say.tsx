import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'

interface Saying {
  message: string
  tone?: 'done' | 'danger' | 'neutral'
  /** What takes it back, for ten seconds. */
  undo?: () => void
}

/** Takes away all that was said: nobody undoes what another person did before they sat down. */
export const hush = (): void => notifications.clean()

/** Says briefly that something happened, at the corner of the window; screen readers hear it politely. */
export function say({ message, tone = 'neutral', undo }: Saying): void {
  const id = crypto.randomUUID()
  notifications.show({
    id,
    color: tone === 'danger' ? 'red' : tone === 'done' ? 'green' : 'gray',
    autoClose: undo === undefined ? 5_000 : 10_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message:
      undo === undefined ? (
        message
      ) : (
        <Group justify="space-between" wrap="nowrap">
          {message}
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            Undo
          </Button>
        </Group>
      ),
  })
}
