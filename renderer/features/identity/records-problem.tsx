import { Button, Stack, Text, Title } from '@mantine/core'
import type { WorkstationProblem } from '../../../core/identity/model.js'
import { LockFrame } from './lock-frame.js'

/** What can be done about each way in which the records cannot be opened. */
const ways = {
  'key-file-damaged':
    'Bring back the key file from a backup of this computer, then try again. The records themselves are untouched.',
  'database-damaged': 'Bring back the records from a backup, then try again. The damaged file is kept as it is.',
  'database-missing': 'The file was moved or deleted. Put it back where it was, then try again.',
  'database-behind': 'These records come from an older backup than the keys. Bring back both from the same backup.',
  'schema-newer': 'Install the newer version of MediChain that wrote these records, then try again.',
  'storage-full': 'Free some space on this computer’s disk, then try again.',
  'in-use': 'Close the other MediChain, or go on in its window.',
} as const satisfies Record<WorkstationProblem, string>

interface RecordsProblemProps {
  title: string
  message: string
  code?: WorkstationProblem | undefined
  onRetry?: () => void
}

/** The records cannot be opened: why, that nothing was changed, and what to do. */
export function RecordsProblem({ title, message, code, onRetry }: RecordsProblemProps) {
  return (
    <LockFrame isLeavable>
      <Stack gap="sm" role="alert">
        <Title order={1}>{title}</Title>
        <Text>{message}</Text>
        {code === undefined ? null : <Text>{ways[code]}</Text>}
        <Text c="dimmed">Nothing was changed.</Text>
        {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
      </Stack>
    </LockFrame>
  )
}
