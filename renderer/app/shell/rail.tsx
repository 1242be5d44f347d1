import { Tooltip, UnstyledButton } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type Icon, IconBinoculars, IconChevronDown, IconLayoutSidebar, IconServer2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { Place, PlaceGroup } from '../feature.js'
import { features } from '../feature-list.js'
import { usePathname } from '../navigation.js'
import { useCan } from '../session.js'
import classes from './rail.module.css'

const groups: Readonly<Record<PlaceGroup, { label: string; icon: Icon }>> = {
  oversight: { label: 'Oversight', icon: IconBinoculars },
  platform: { label: 'Platform', icon: IconServer2 },
}

/** What stands in the rail at one height: a place, or a group of them where its first place would stand. */
type Entry = { group?: never; place: Place } | { group: PlaceGroup; places: Place[] }

function toEntries(places: readonly Place[]): Entry[] {
  const entries: Entry[] = []
  for (const place of places) {
    const { group } = place
    const known = entries.find((entry) => group !== undefined && entry.group === group)
    if (known?.group) known.places.push(place)
    else entries.push(group ? { group, places: [place] } : { place })
  }
  return entries
}

/** The places that this person's roles lead to. */
export function Rail({ isWide, onToggle }: { isWide: boolean; onToggle: () => void }) {
  const can = useCan()
  const pathname = usePathname()
  const places = features
    .flatMap((feature) => feature.places ?? [])
    .filter((place) => can(place.permission))
    .sort((a, b) => a.order - b.order)
  const isHere = ({ path }: Place) => pathname === path || pathname.startsWith(`${path}/`)
  return (
    <nav className={classes.rail} aria-label="Places">
      <ul className={classes.list}>
        {toEntries(places).map((entry) =>
          entry.group ? (
            <GroupItem key={entry.group} group={entry.group} places={entry.places} isHere={isHere} isWide={isWide} />
          ) : (
            <PlaceItem key={entry.place.path} place={entry.place} isHere={isHere(entry.place)} isWide={isWide} />
          ),
        )}
      </ul>
      <UnstyledButton className={classes.place} onClick={onToggle} aria-expanded={isWide}>
        <IconLayoutSidebar size={18} stroke={1.7} aria-hidden className={classes.icon} />
        <span className={isWide ? classes.label : 'mc-visually-hidden'}>{isWide ? 'Hide words' : 'Show words'}</span>
      </UnstyledButton>
    </nav>
  )
}

interface GroupItemProps {
  group: PlaceGroup
  places: readonly Place[]
  isHere: (place: Place) => boolean
  isWide: boolean
}

/** A group that was closed still shows the place where somebody is. */
function GroupItem({ group, places, isHere, isWide }: GroupItemProps) {
  const [isOpen, setIsOpen] = useLocalStorage({ key: `medichain-rail-${group}`, defaultValue: false })
  const { label, icon: Icon } = groups[group]
  const shown = isOpen ? places : places.filter(isHere)
  return (
    <li>
      <Tooltip label={label} position="right" disabled={isWide}>
        <UnstyledButton className={classes.place} onClick={() => setIsOpen(!isOpen)} aria-expanded={isOpen}>
          <Icon size={18} stroke={1.7} aria-hidden className={classes.icon} />
          <span className={isWide ? classes.label : 'mc-visually-hidden'}>{label}</span>
          {isWide ? (
            <IconChevronDown size={14} stroke={1.7} aria-hidden className={classes.chevron} data-open={isOpen} />
          ) : null}
        </UnstyledButton>
      </Tooltip>
      {shown.length > 0 ? (
        <ul className={classes.list} data-inner={isWide} aria-label={label}>
          {shown.map((place) => (
            <PlaceItem key={place.path} place={place} isHere={isHere(place)} isWide={isWide} />
          ))}
        </ul>
      ) : null}
    </li>
  )
}

const useNothing = (): number => 0

function PlaceItem({ place, isWide, isHere }: { place: Place; isWide: boolean; isHere: boolean }) {
  const { label, icon: Icon, path, useCount = useNothing } = place
  const countId = useId()
  // Which hook it is depends on the place alone, and a link stays with its place.
  const count = useCount()
  return (
    <li className={classes.item}>
      <Tooltip label={count > 0 ? `${label}, ${count} waiting for you` : label} position="right" disabled={isWide}>
        <Link
          to={path}
          className={classes.place}
          data-here={isHere}
          aria-current={isHere ? 'page' : undefined}
          aria-describedby={count > 0 ? countId : undefined}
        >
          <Icon size={18} stroke={1.7} aria-hidden className={classes.icon} />
          <span className={isWide ? classes.label : 'mc-visually-hidden'}>{label}</span>
        </Link>
      </Tooltip>
      {count > 0 ? (
        <span id={countId} className={classes.count} data-wide={isWide}>
          {count > 99 ? '99+' : count}
          <span className="mc-visually-hidden"> waiting for you</span>
        </span>
      ) : null}
    </li>
  )
}
