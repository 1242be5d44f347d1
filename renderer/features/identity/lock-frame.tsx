import { Loader, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ClinicStrip } from './clinic-strip.js'
import classes from './lock-frame.module.css'

interface LockFrameProps {
  children: ReactNode
  width?: number
  /** Nothing is lost when somebody goes to another clinic from here. */
  isLeavable?: boolean
}

/** The quiet page around everything that comes before the records. */
export function LockFrame({ children, width = 460, isLeavable = false }: LockFrameProps) {
  return (
    <main className={classes.frame}>
      <div className={classes.card} style={{ maxInlineSize: width }}>
        <div className={classes.brand}>
          <span className={classes.mark} aria-hidden>
            M
          </span>
          MediChain
        </div>
        {children}
      </div>
      {isLeavable ? <ClinicStrip /> : null}
    </main>
  )
}

/** Something is being prepared; says what. */
export function LockWaiting({ words }: { words: string }) {
  return (
    <LockFrame>
      <div className={classes.waiting} role="status">
        <Loader size="sm" aria-hidden />
        <Text c="dimmed">{words}…</Text>
      </div>
    </LockFrame>
  )
}
