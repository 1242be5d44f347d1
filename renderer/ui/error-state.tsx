import { Button, Text } from '@mantine/core'
import { messageOf, referenceOf } from '../client/errors.js'
import { Notice } from './notice.js'

/** Why something could not be shown or done, with a way to try again and the reference to quote. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const reference = referenceOf(error)
  return (
    <Notice
      tone="danger"
      {...(onRetry === undefined
        ? {}
        : {
            actions: (
              <Button size="xs" variant="default" onClick={onRetry}>
                Try again
              </Button>
            ),
          })}
    >
      {messageOf(error)}
      {reference === undefined ? null : (
        <Text size="xs" mt={4}>
          Reference <code>{reference}</code>
        </Text>
      )}
    </Notice>
  )
}
