import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from './error-state.js'
import { LoadingShape } from './loading-shape.js'

interface QueryViewProps<T, E> {
  query: UseQueryResult<T, E>
  children: (data: T) => ReactNode
  loading?: ReactNode
}

/** What a query answers: its loading shape, its error with a retry, or the data. Old data stays while new is fetched. */
export function QueryView<T, E>({ query, children, loading }: QueryViewProps<T, E>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return loading ?? <LoadingShape />
}
