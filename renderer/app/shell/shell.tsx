import { useHotkeys, useIdle, useLocalStorage } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCalls } from '../../features/telehealth/call-context.js'
import { FloatingCall } from '../../features/telehealth/floating-call.js'
import { usePathname } from '../navigation.js'
import { useSessionState } from '../session.js'
import { ClinicSwitchProvider } from './clinic-switch.js'
import { openPalette, Palette } from './palette.js'
import { Rail } from './rail.js'
import classes from './shell.module.css'
import { StatusBar } from './status-bar.js'
import { SuspendedNotice } from './suspended-notice.js'
import { TopBar } from './top-bar.js'

/** The frame around every place: the rail, the top bar, the status bar, and the page between them. */
export function Shell() {
  const { session, lock } = useSessionState()
  const [isRailWide, setIsRailWide] = useLocalStorage({ key: 'medichain-rail', defaultValue: true })
  const [isNewOpen, setIsNewOpen] = useState(false)
  const isIdle = useIdle(session.clinic.autoLockMinutes * 60_000, { initialState: false })
  const main = useRef<HTMLElement>(null)
  const pathname = usePathname()
  const isInCall = useCalls().active !== null

  useEffect(() => {
    // Who listens to a patient does not touch the mouse.
    if (isIdle && !isInCall) lock()
  }, [isIdle, isInCall, lock])
  // A new page begins at its top, and the keyboard with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the page changes, without reading it
  useEffect(() => {
    main.current?.scrollTo({ top: 0 })
  }, [pathname])
  useHotkeys([
    ['mod+K', openPalette],
    ['/', openPalette],
    ['N', () => setIsNewOpen(true)],
    ['mod+L', lock],
  ])
  useHotkeys(
    [
      ['mod+K', openPalette],
      ['mod+L', lock],
    ],
    [],
  )

  return (
    <ClinicSwitchProvider>
      <div className={classes.shell} data-rail={isRailWide ? 'wide' : 'narrow'}>
        <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
          Skip to the page
        </button>
        <TopBar isNewOpen={isNewOpen} onNewOpen={setIsNewOpen} />
        <Rail isWide={isRailWide} onToggle={() => setIsRailWide(!isRailWide)} />
        <main className={classes.main} ref={main} tabIndex={-1}>
          <SuspendedNotice />
          <Outlet />
        </main>
        <StatusBar />
        <Palette />
        <FloatingCall />
      </div>
    </ClinicSwitchProvider>
  )
}
