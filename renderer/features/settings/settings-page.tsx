import { Tabs } from '@mantine/core'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { Page } from '../../ui/page.js'
import { AppearancePart } from './appearance-part.js'
import { ClinicPart } from './clinic-part.js'
import { PassphrasePart } from './passphrase-part.js'
import { ProfilePart } from './profile-part.js'
import { StaffPart } from './staff-part.js'

const parts = [
  { key: 'profile', label: 'You' },
  { key: 'passphrase', label: 'Passphrase' },
  { key: 'appearance', label: 'Appearance' },
  { key: 'staff', label: 'Staff' },
  { key: 'clinic', label: 'Clinic' },
] as const

/** One's own settings, the people who work here, and the clinic. */
export function SettingsPage() {
  const go = useGo()
  const { part = 'profile' } = useSearchParams()
  return (
    <Page title="Settings">
      <Tabs
        value={part}
        onChange={(value) => go(`/settings?part=${value ?? 'profile'}`, { isReplacing: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {parts.map(({ key, label }) => (
            <Tabs.Tab key={key} value={key}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="profile">
          <ProfilePart />
        </Tabs.Panel>
        <Tabs.Panel value="passphrase">
          <PassphrasePart />
        </Tabs.Panel>
        <Tabs.Panel value="appearance">
          <AppearancePart />
        </Tabs.Panel>
        <Tabs.Panel value="staff">
          <StaffPart />
        </Tabs.Panel>
        <Tabs.Panel value="clinic">
          <ClinicPart />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
