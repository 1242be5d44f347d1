import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconLayoutSidebar } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { Place } from '../feature.js'
import { features } from '../feature-list.js'
import { usePathname } from '../navigation.js'
import { useCan } from '../session.js'
import classes from './rail.module.css'

/** The places that this person's roles lead to. */
export function Rail({ isWide, onToggle }: { isWide: boolean; onToggle: () => void }) {
  const can = useCan()
  const pathname = usePathname()
  const places = features
    .flatMap((feature) => feature.places ?? [])
    .filter((place) => can(place.permission))
    .sort((a, b) => a.order - b.order)
  return (
    <nav className={classes.rail} aria-label="Places">
      <ul className={classes.list}>
        {places.map((place) => (
          <li key={place.path} className={classes.item}>
            <PlaceLink
              place={place}
              isWide={isWide}
              isHere={pathname === place.path || pathname.startsWith(`${place.path}/`)}
            />
          </li>
        ))}
      </ul>
      <UnstyledButton className={classes.place} onClick={onToggle} aria-expanded={isWide}>
        <IconLayoutSidebar size={18} stroke={1.7} aria-hidden className={classes.icon} />
        <span className={isWide ? classes.label : 'mc-visually-hidden'}>{isWide ? 'Hide words' : 'Show words'}</span>
      </UnstyledButton>
    </nav>
  )
}

const useNothing = (): number => 0

function PlaceLink({ place, isWide, isHere }: { place: Place; isWide: boolean; isHere: boolean }) {
  const { label, icon: Icon, path, useCount = useNothing } = place
  const countId = useId()
  // Which hook it is depends on the place alone, and a link stays with its place.
  const count = useCount()
  return (
    <>
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
    </>
  )
}
