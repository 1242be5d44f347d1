import { Button, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { AppLink } from '../../app/navigation.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Section } from '../../ui/page.js'
import { Row, RowList } from '../../ui/row-list.js'
import classes from './work-list.module.css'

export interface WorkItem {
  key: string
  to: string
  title: ReactNode
  detail: ReactNode
  /** At the start of the line, such as the time. */
  start?: ReactNode
  /** At its end: a state or a button. */
  end?: ReactNode
}

interface WorkListProps {
  title: string
  items: readonly WorkItem[]
  isPending: boolean
  error: unknown
  onRetry: () => void
  /** What it means that there is nothing. */
  empty: string
  actions?: ReactNode
}

const mostShown = 6

/** Things of one kind that wait for somebody, each a link to where it is done. */
export function WorkList({ title, items, isPending, error, onRetry, empty, actions }: WorkListProps) {
  const [isWhole, setIsWhole] = useState(false)
  return (
    <Section title={items.length === 0 ? title : `${title} · ${items.length}`} actions={actions}>
      {isPending ? <LoadingShape lines={2} /> : null}
      {error === null || error === undefined ? null : <ErrorState error={error} onRetry={onRetry} />}
      {!isPending && !error && items.length === 0 ? <Text c="dimmed">{empty}</Text> : null}
      <RowList>
        {items.slice(0, isWhole ? items.length : mostShown).map((item) => (
          <Row
            key={item.key}
            align="center"
            start={item.start === undefined ? undefined : <span className={classes.start}>{item.start}</span>}
            title={
              <AppLink to={item.to} c="inherit" className={classes.title}>
                {item.title}
              </AppLink>
            }
            acts={item.end}
          >
            <Text size="sm" c="dimmed" truncate>
              {item.detail}
            </Text>
          </Row>
        ))}
      </RowList>
      {items.length > mostShown ? (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => setIsWhole(!isWhole)} aria-expanded={isWhole}>
          {isWhole ? 'Show fewer' : `Show all ${items.length}`}
        </Button>
      ) : null}
    </Section>
  )
}
