import { Loader, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './lock-frame.module.css'

/** The quiet page around everything that comes before the records. */
export function LockFrame({ children, width = 460 }: { children: ReactNode; width?: number }) {
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
