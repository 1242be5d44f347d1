import { Text } from '@mantine/core'

/** What would make a passphrase harder to guess. Length counts most; that is what is said. */
export function PassphraseAdvice({ passphrase }: { passphrase: string }) {
  return (
    <Text size="sm" c="dimmed" role="status">
      {adviceOn(passphrase)}
    </Text>
  )
}

function adviceOn(passphrase: string): string {
  const { length } = passphrase
  if (length === 0) return 'Four random words are good: easy to type, hard to guess.'
  if (length < 12) return `${12 - length} more ${12 - length === 1 ? 'character' : 'characters'} at least.`
  if (new Set(passphrase).size < 6) return 'Long, but it repeats itself. Use different words.'
  if (length < 20) return 'Good. Another word would make it strong.'
  return 'Strong.'
}
