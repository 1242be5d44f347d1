import { Skeleton, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import classes from './data-table.module.css'
import { ErrorState } from './error-state.js'

export interface Column<T> {
  key: string
  header: string
  cell: (row: T) => ReactNode
  /** What to sort by; a column without it cannot be sorted. */
  sortBy?: (row: T) => string | number | null
  /** `end` for numbers and money. */
  align?: 'start' | 'end'
  /** A CSS width; without it the column takes what is left. */
  width?: string
  /** It names the row: whoever chooses columns cannot hide it. */
  isEssential?: boolean
  /** Shown only to those who choose it. */
  isExtra?: boolean
}

/** As much of a query's result as the table needs; `useOperationPages` gives one, and so does `useOperationQuery`. */
export interface TableSource<T> {
  items: T[]
  isPending: boolean
  isError: boolean
  error: unknown
  refetch: () => unknown
  hasNextPage?: boolean
  isFetchingNextPage?: boolean
  fetchNextPage?: () => unknown
}

interface DataTableProps<T> {
  /** What the table lists, for screen readers: Patients. */
  label: string
  columns: readonly Column<T>[]
  source: TableSource<T>
  rowKey: (row: T) => string
  /** Enter or a click on a row. */
  onOpen?: (row: T) => void
  selectedKey?: string | undefined
  empty: ReactNode
}

/** The style sheet's 2.5rem, so that rows grow with the reader's text size. */
const rowHeight = () => 2.5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/** A virtual, sortable table. Arrows (or J and K), Home and End move; Enter opens; it asks for more as its end comes near. */
export function DataTable<T>({ label, columns, source, rowKey, onOpen, selectedKey, empty }: DataTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  const [sort, setSort] = useState<{ key: string; isDescending: boolean } | null>(null)
  const [active, setActive] = useState(0)
  const rows = useMemo(() => sorted(source.items, columns, sort), [source.items, columns, sort])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const lastShown = shown.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = source
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 15) fetchNextPage?.()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length])

  if (source.isError && rows.length === 0) {
    return <ErrorState error={source.error} onRetry={() => void source.refetch()} />
  }
  if (!source.isPending && rows.length === 0) return <div className={classes.frame}>{empty}</div>

  function moveTo(index: number) {
    const target = Math.max(0, Math.min(rows.length - 1, index))
    setActive(target)
    virtual.scrollToIndex(target)
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${target}"]`)?.focus()
    })
  }
  function onRowKeyDown(event: KeyboardEvent<HTMLElement>, index: number, row: T) {
    if (event.target !== event.currentTarget) return
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      j: index + 1,
      k: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: rows.length - 1,
    }
    const target = moves[event.key]
    if (target !== undefined) {
      event.preventDefault()
      moveTo(target)
    } else if (event.key === 'Enter' && onOpen !== undefined) {
      event.preventDefault()
      onOpen(row)
    }
  }

  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <div className={classes.frame} ref={scroller}>
      <table
        className={classes.table}
        // Many columns are scrolled rather than squeezed.
        style={{ minInlineSize: leastWidth(columns) }}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-busy={source.isPending}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {source.isPending ? <LoadingRows columnCount={columns.length} /> : null}
          {before > 0 ? <SpacerRow height={before} columnCount={columns.length} /> : null}
          {shown.map(({ index }) => {
            const row = rows[index]
            if (row === undefined) return null
            const key = rowKey(row)
            return (
              <tr
                key={key}
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={selectedKey === undefined ? undefined : key === selectedKey}
                data-opens={onOpen !== undefined}
                className={classes.row}
                tabIndex={index === Math.min(active, rows.length - 1) ? 0 : -1}
                onFocus={() => setActive(index)}
                onClick={() => onOpen?.(row)}
                onKeyDown={(event) => onRowKeyDown(event, index, row)}
              >
                {columns.map((column) => (
                  <td key={column.key} data-align={column.align ?? 'start'}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            )
          })}
          {after > 0 ? <SpacerRow height={after} columnCount={columns.length} /> : null}
        </tbody>
      </table>
    </div>
  )
}

/** What the columns need together; one without a width of its own needs room for a name. */
const leastWidth = (columns: readonly { width?: string }[]): string =>
  `calc(${columns.map(({ width }) => (width === undefined || width.endsWith('%') ? '9rem' : width)).join(' + ')})`

interface HeaderCellProps<T> {
  column: Column<T>
  sort: { key: string; isDescending: boolean } | null
  onSort: (sort: { key: string; isDescending: boolean } | null) => void
}

function HeaderCell<T>({ column, sort, onSort }: HeaderCellProps<T>) {
  const style = column.width === undefined ? {} : { width: column.width }
  if (column.sortBy === undefined) {
    return (
      <th scope="col" data-align={column.align ?? 'start'} style={style}>
        {column.header}
      </th>
    )
  }
  const isSorted = sort?.key === column.key
  const direction = !isSorted ? 'none' : sort.isDescending ? 'descending' : 'ascending'
  const Arrow = direction === 'descending' ? IconArrowDown : IconArrowUp
  const next = !isSorted
    ? { key: column.key, isDescending: false }
    : sort.isDescending
      ? null
      : { ...sort, isDescending: true }
  return (
    <th scope="col" data-align={column.align ?? 'start'} style={style} aria-sort={direction}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(next)}>
        {column.header}
        <Arrow size={13} aria-hidden className={classes.arrow} data-shown={isSorted} />
      </UnstyledButton>
    </th>
  )
}

function LoadingRows({ columnCount }: { columnCount: number }) {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
    <tr key={row} aria-hidden>
      {Array.from({ length: columnCount }, (_, cell) => cell).map((cell) => (
        <td key={cell}>
          <Skeleton height={12} width={`${80 - ((row * 13 + cell * 29) % 45)}%`} />
        </td>
      ))}
    </tr>
  ))
}

function SpacerRow({ height, columnCount }: { height: number; columnCount: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columnCount} className={classes.spacer} />
    </tr>
  )
}

function sorted<T>(
  items: T[],
  columns: readonly Column<T>[],
  sort: { key: string; isDescending: boolean } | null,
): T[] {
  const sortBy = columns.find((column) => column.key === sort?.key)?.sortBy
  if (sortBy === undefined || sort === null) return items
  const direction = sort.isDescending ? -1 : 1
  const collator = new Intl.Collator(undefined, { numeric: true })
  return [...items].sort((a, b) => {
    const left = sortBy(a)
    const right = sortBy(b)
    // What is not known stands last, whichever way.
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right))
    return order * direction
  })
}
