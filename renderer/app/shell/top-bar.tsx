import { ActionIcon, Button, Kbd, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconLock,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import type { Role } from '../../../core/kernel/roles.js'
import { roleWords } from '../../ui/role-words.js'
import { features } from '../feature-list.js'
import { useGo } from '../navigation.js'
import { useCan, useSessionState } from '../session.js'
import { ClinicMenu } from './clinic-menu.js'
import { openPalette } from './palette.js'
import classes from './top-bar.module.css'

interface TopBarProps {
  isNewOpen: boolean
  onNewOpen: (isOpen: boolean) => void
}

/** Where we are, search, what can be made, and who is signed in. */
export function TopBar({ isNewOpen, onNewOpen }: TopBarProps) {
  const { session, lock } = useSessionState()
  return (
    <section className={classes.bar} aria-label="Top bar">
      <ClinicMenu />
      <UnstyledButton className={classes.search} onClick={openPalette}>
        <IconSearch size={16} aria-hidden />
        <span className={classes.searchWords}>Search patients, or do anything</span>
        <Kbd size="xs" aria-hidden>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <div className={classes.end}>
        <NewMenu isOpen={isNewOpen} onOpen={onNewOpen} />
        <PersonMenu name={session.staff.displayName} roles={session.staff.roles} />
        <Tooltip label="Lock (Ctrl L)">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Lock" onClick={lock}>
            <IconLock size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    </section>
  )
}

function NewMenu({ isOpen, onOpen }: { isOpen: boolean; onOpen: (isOpen: boolean) => void }) {
  const can = useCan()
  const go = useGo()
  const commands = features
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => command.isNew === true && can(command.permission))
  if (commands.length === 0) return null
  return (
    <Menu opened={isOpen} onChange={onOpen} position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          rightSection={
            <Kbd size="xs" aria-hidden>
              N
            </Kbd>
          }
        >
          New
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(({ label, icon: Icon, path }) => (
          <Menu.Item key={label} leftSection={<Icon size={16} />} onClick={() => go(path)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PersonMenu({ name, roles }: { name: string; roles: readonly Role[] }) {
  const { lock, signOut } = useSessionState()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const go = useGo()
  const schemes = [
    { value: 'auto', label: 'Colors of the system', Icon: IconDeviceDesktop },
    { value: 'light', label: 'Light colors', Icon: IconSun },
    { value: 'dark', label: 'Dark colors', Icon: IconMoon },
  ] as const
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <span className={classes.personName}>
            <Text size="sm" fw={500} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {roles.map((role) => roleWords[role]).join(', ')}
            </Text>
          </span>
          <span className="mc-visually-hidden">Your menu</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => go('/settings')}>
          Your settings
        </Menu.Item>
        <Menu.Divider />
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            rightSection={colorScheme === value ? '✓' : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLock size={16} />} rightSection={<Kbd size="xs">Ctrl L</Kbd>} onClick={lock}>
          Lock
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
