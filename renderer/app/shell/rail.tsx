import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconLayoutSidebar } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
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
        {places.map(({ label, icon: Icon, path }) => {
          const isHere = pathname === path || pathname.startsWith(`${path}/`)
          return (
            <li key={path}>
              <Tooltip label={label} position="right" disabled={isWide}>
                <Link to={path} className={classes.place} data-here={isHere} aria-current={isHere ? 'page' : undefined}>
                  <Icon size={18} stroke={1.7} aria-hidden className={classes.icon} />
                  <span className={isWide ? classes.label : 'mc-visually-hidden'}>{label}</span>
                </Link>
              </Tooltip>
            </li>
          )
        })}
      </ul>
      <UnstyledButton className={classes.place} onClick={onToggle} aria-expanded={isWide}>
        <IconLayoutSidebar size={18} stroke={1.7} aria-hidden className={classes.icon} />
        <span className={isWide ? classes.label : 'mc-visually-hidden'}>{isWide ? 'Hide words' : 'Show words'}</span>
      </UnstyledButton>
    </nav>
  )
}
