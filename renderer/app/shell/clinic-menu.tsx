import { Menu, Text, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown, IconLock } from '@tabler/icons-react'
import type { ClinicFace } from '../../../core/kernel/shell-protocol.js'
import { clinicWords, useClinics } from '../../client/clinics.js'
import { ClinicMark } from '../../ui/clinic-mark.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { useSession } from '../session.js'
import classes from './clinic-menu.module.css'
import { useClinicSwitch } from './clinic-switch.js'

/** Which clinic this is, and the way to the others of this computer. */
export function ClinicMenu() {
  const { clinic } = useSession()
  const { clinics, refresh } = useClinics()
  const show = useClinicSwitch()
  const mark = clinics.find(({ isShown }) => isShown)?.mark ?? null
  return (
    <Menu position="bottom-start" width={320} onOpen={refresh} classNames={{ itemLabel: classes.label ?? '' }}>
      <Menu.Target>
        <UnstyledButton className={classes.clinic}>
          <ClinicMark name={clinic.name} look={clinic} />
          <Text fw={600} truncate>
            {clinicWords({ name: clinic.name, mark })}
          </Text>
          <span className="mc-visually-hidden">Clinics on this computer</span>
          {clinic.suspension === null ? null : <StatusBadge tone="attention">Suspended</StatusBadge>}
          {clinic.isDemo ? <StatusBadge tone="accent">Demo</StatusBadge> : null}
          <IconChevronDown size={14} aria-hidden className={classes.arrow} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Clinics on this computer</Menu.Label>
        {clinics.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<ClinicMark name={one.name} look={one.look} size={24} />}
            rightSection={one.isShown ? <IconCheck size={16} aria-hidden /> : <Standing {...one} />}
            aria-current={one.isShown}
            onClick={() => {
              if (!one.isShown) show({ clinicId: one.id })
            }}
          >
            <Text size="sm" fw={one.isShown ? 600 : 400} lineClamp={2}>
              {clinicWords(one)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<ClinicMark name={null} size={24} />} onClick={() => show('new')}>
          Add a clinic
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Whether it is suspended, and whether it asks for a passphrase. */
function Standing({ isEntered, look }: Pick<ClinicFace, 'isEntered' | 'look'>) {
  if (look.isSuspended) return <StatusBadge tone="attention">Suspended</StatusBadge>
  if (isEntered) return <StatusBadge tone="done">Signed in</StatusBadge>
  return (
    <Text span size="xs" c="dimmed" className={classes.locked}>
      <IconLock size={13} aria-hidden />
      Locked
    </Text>
  )
}
