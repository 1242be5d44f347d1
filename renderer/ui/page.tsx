import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** A sentence or facts under the title. */
  subtitle?: ReactNode
  /** Buttons of the page; at most one of them filled. */
  actions?: ReactNode
  /** Stands above all, such as a patient banner or the way back. */
  above?: ReactNode
  children: ReactNode
  /** `narrow` for forms and text, `full` for tables that fill the height. */
  width?: 'narrow' | 'wide' | 'full'
  /** For a page whose `above` shows its title already, such as a patient banner: only screen readers meet it again. */
  isTitleShownAbove?: boolean
}

/** One place of the window: its title, its actions and its content, which scrolls. */
export function Page({
  title,
  subtitle,
  actions,
  above,
  children,
  width = 'wide',
  isTitleShownAbove = false,
}: PageProps) {
  useEffect(() => {
    document.title = `${title} · MediChain`
  }, [title])
  return (
    <div className={classes.page} data-width={width}>
      {above}
      {isTitleShownAbove ? (
        <h1 className="mc-visually-hidden">{title}</h1>
      ) : (
        <header className={classes.header}>
          <div className={classes.heading}>
            <Title order={1}>{title}</Title>
            {subtitle === undefined ? null : <div className={classes.subtitle}>{subtitle}</div>}
          </div>
          {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
        </header>
      )}
      <div className={classes.content}>{children}</div>
    </div>
  )
}

/** A part of a page with a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <header className={classes.sectionHeader}>
        <Title order={2}>{title}</Title>
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
