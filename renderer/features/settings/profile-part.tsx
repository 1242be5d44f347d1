import { Text } from '@mantine/core'
import { useSession } from '../../app/session.js'
import { Facts } from '../../ui/facts.js'
import { Section } from '../../ui/page.js'
import { roleWords } from '../../ui/role-words.js'
import { TimeText } from '../../ui/time-text.js'

/** Who is signed in, and the key that they sign with. */
export function ProfilePart() {
  const { staff, signedInAt } = useSession()
  return (
    <Section title={staff.displayName}>
      <Facts
        items={[
          { label: 'Sign-in name', value: staff.loginName },
          { label: 'Roles', value: staff.roles.map((role) => roleWords[role]).join(', ') },
          { label: 'Signed in', value: <TimeText at={signedInAt} isRelative /> },
          { label: 'Address of your signing key', value: <code>{staff.chainAddress}</code> },
        ]}
      />
      <Text size="sm" c="dimmed" mt="md" maw="75ch">
        What you sign is signed with a key that only your passphrase opens.
      </Text>
    </Section>
  )
}
