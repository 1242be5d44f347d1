import { useDirection, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import {
  IconArrowsLeftRight,
  IconBuildingHospital,
  IconLock,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { foldText } from '../../../core/kernel/text.js'
import { clinicWords, useClinics } from '../../client/clinics.js'
import { useOperationQuery } from '../../client/operations.js'
import { dateWords } from '../../ui/time-words.js'
import { features } from '../feature-list.js'
import { useGo } from '../navigation.js'
import { useCan, useSessionState } from '../session.js'
import { useClinicSwitch } from './clinic-switch.js'

interface PaletteAction {
  id: string
  label: string
  description?: string
  keywords?: readonly string[]
  icon: ReactNode
  run: () => void
}

const [paletteStore, palette] = createSpotlight()

export const openPalette = palette.open

/** Does everything that a button does, and finds patients. */
export function Palette() {
  const can = useCan()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const go = useGo()
  const actions = useActions().filter((action) => matches(action, text))
  const found = useOperationQuery(
    'patients.search',
    { text: asked, limit: 6 },
    { isEnabled: asked.length >= 2 && can('patients:read'), keepsFormer: true },
  )
  // Only who was found for what stands there now: Enter must never open somebody found for fewer letters.
  const isAnswered = asked.length >= 2 && asked === text.trim() && !found.isPlaceholderData
  const patients = isAnswered ? (found.data?.items ?? []) : []
  useFirstSelected(`${text} ${patients.map(({ id }) => id).join()}`)
  return (
    <Spotlight.Root
      store={paletteStore}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      maxHeight={460}
      scrollable
      clearQueryOnClose
      centered={false}
      yOffset="10vh"
      attributes={{ content: { 'aria-label': 'Search or do anything' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
    >
      <Spotlight.Search
        placeholder="A name, phone number or code, or what you want to do"
        leftSection={<IconSearch size={18} />}
        aria-label="Search or do anything"
      />
      <Spotlight.ActionsList>
        {patients.length > 0 ? (
          <Spotlight.ActionsGroup label="Patients">
            {patients.map((patient) => (
              <Spotlight.Action
                key={patient.id}
                label={patient.fullName}
                description={[
                  patient.code,
                  patient.birthDate === null ? null : `born ${dateWords(patient.birthDate)}`,
                  patient.phone,
                  patient.city,
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
                leftSection={<IconUser size={18} />}
                onClick={() => go(`/patients/${patient.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {actions.length > 0 ? (
          <Spotlight.ActionsGroup label="Do">
            {actions.map((action) => (
              <Spotlight.Action
                key={action.id}
                label={action.label}
                {...(action.description === undefined ? {} : { description: action.description })}
                leftSection={action.icon}
                onClick={action.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {patients.length === 0 && actions.length === 0 ? (
          <Spotlight.Empty>Nobody and nothing is called that. Try fewer letters, or a phone number.</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** Keeps the first line selected when the lines change: people are found a moment after the letters were typed. */
function useFirstSelected(lines: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines are what it reacts to
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const list = document.getElementById(paletteStore.getState().listId)
      const first = list?.querySelector('[data-action]')
      if (!first) return
      list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
      first.setAttribute('data-selected', 'true')
      paletteStore.updateState((state) => ({ ...state, selected: 0 }))
    })
    return () => cancelAnimationFrame(frame)
  }, [lines])
}

function useActions(): PaletteAction[] {
  const can = useCan()
  const go = useGo()
  const { lock, signOut } = useSessionState()
  const { setColorScheme } = useMantineColorScheme()
  const { toggleDirection } = useDirection()
  const { clinics } = useClinics()
  const show = useClinicSwitch()
  const otherClinics = clinics
    .filter(({ isShown }) => !isShown)
    .map((clinic): PaletteAction => {
      return {
        id: `clinic-${clinic.id}`,
        label: `Switch to ${clinicWords(clinic)}`,
        keywords: ['clinic', 'tenant'],
        icon: <IconBuildingHospital size={18} />,
        run: () => show({ clinicId: clinic.id }),
      }
    })
  const commands = features
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => can(command.permission))
    .map(({ label, icon: Icon, path, keywords }): PaletteAction => {
      return {
        id: label,
        label,
        icon: <Icon size={18} />,
        run: () => go(path),
        ...(keywords === undefined ? {} : { keywords }),
      }
    })
  const places = features
    .flatMap((feature) => feature.places ?? [])
    .filter((place) => can(place.permission))
    .sort((a, b) => a.order - b.order)
    .map(({ label, icon: Icon, path }): PaletteAction => {
      return { id: `go-${path}`, label: `Go to ${label}`, icon: <Icon size={18} />, run: () => go(path) }
    })
  return [
    ...commands,
    ...places,
    ...otherClinics,
    {
      id: 'add-clinic',
      label: 'Add a clinic',
      keywords: ['new', 'tenant'],
      icon: <IconPlus size={18} />,
      run: () => show('new'),
    },
    {
      id: 'light',
      label: 'Light colors',
      keywords: ['theme'],
      icon: <IconSun size={18} />,
      run: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: 'Dark colors',
      keywords: ['theme', 'night'],
      icon: <IconMoon size={18} />,
      run: () => setColorScheme('dark'),
    },
    {
      id: 'direction',
      label: 'Turn reading direction',
      keywords: ['right to left', 'rtl', 'arabic', 'hebrew'],
      icon: <IconArrowsLeftRight size={18} />,
      run: toggleDirection,
    },
    { id: 'lock', label: 'Lock', description: 'Ctrl L', icon: <IconLock size={18} />, run: lock },
    { id: 'sign-out', label: 'Sign out', keywords: ['leave', 'log out'], icon: <IconLogout size={18} />, run: signOut },
  ]
}

function matches(action: PaletteAction, text: string): boolean {
  const words = foldText(text).split(' ')
  const subject = foldText([action.label, ...(action.keywords ?? [])].join(' '))
  return words.every((word) => subject.includes(word))
}
