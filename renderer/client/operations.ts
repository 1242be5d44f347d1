import type { Client } from '@orpc/client'
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { NodeClient, NodeConnection } from './connection.js'

/** `patients.search`: every operation of the local node by its name. */
export type OperationPath = {
  [S in keyof NodeClient & string]: `${S}.${keyof NodeClient[S] & string}`
}[keyof NodeClient & string]

type ProcedureAt<P> = P extends `${infer S}.${infer O}`
  ? S extends keyof NodeClient
    ? O extends keyof NodeClient[S]
      ? NodeClient[S][O]
      : never
    : never
  : never

export type InputOf<P> = ProcedureAt<P> extends Client<infer _C, infer I, infer _O, infer _E> ? I : never
export type OutputOf<P> = ProcedureAt<P> extends Client<infer _C, infer _I, infer O, infer _E> ? O : never
export type ErrorOf<P> = ProcedureAt<P> extends Client<infer _C, infer _I, infer _O, infer E> ? E : never

/** Operations that answer in pages. */
type PagedPath = {
  [P in OperationPath]: OutputOf<P> extends { items: unknown[]; nextCursor: string | null } ? P : never
}[OperationPath]
export type ItemOf<P extends PagedPath> = OutputOf<P> extends { items: (infer T)[] } ? T : never

const ConnectionContext = createContext<NodeConnection | null>(null)
export const ConnectionProvider = ConnectionContext.Provider

/** The line to the local node. */
export function useConnection(): NodeConnection {
  const connection = useContext(ConnectionContext)
  if (connection === null) throw new Error('No connection above this component.')
  return connection
}

/** Calls an operation by name, outside the query cache. */
export function callOperation<P extends OperationPath>(
  connection: NodeConnection,
  path: P,
  input: InputOf<P>,
): Promise<OutputOf<P>> {
  const [slice = '', name = ''] = path.split('.')
  return connection.run(async (client, signal) => {
    // The path's type guarantees that slice and name exist; TypeScript cannot follow a split string.
    const slices = client as unknown as Record<string, Record<string, Client<never, unknown, unknown, Error>>>
    const procedure = slices[slice]?.[name]
    if (procedure === undefined) throw new Error(`There is no operation ${path}.`)
    return (await procedure(input, { signal } as never)) as OutputOf<P>
  })
}

interface QueryChoices<T> {
  /** Ask only while true. */
  isEnabled?: boolean
  /** Ask again so often; a function decides by the last answer. */
  everyMs?: number | false | ((last: T | undefined) => number | false)
  /** Show the former answer while the next one is fetched: for searches as you type. */
  keepsFormer?: boolean
  /** Ask anew whenever it is opened: for what changes without being told of, such as the audit log. */
  isAlwaysNew?: boolean
}

/** Reads by a query operation. The answer is kept by path and input, and refreshed when the node tells of a change. */
export function useOperationQuery<P extends OperationPath>(
  path: P,
  input: InputOf<P>,
  choices: QueryChoices<OutputOf<P>> = {},
): UseQueryResult<OutputOf<P>, ErrorOf<P>> {
  const connection = useConnection()
  const everyMs = choices.everyMs ?? false
  return useQuery<OutputOf<P>, ErrorOf<P>>({
    queryKey: [path, input],
    queryFn: () => callOperation(connection, path, input),
    enabled: choices.isEnabled ?? true,
    refetchInterval: typeof everyMs === 'function' ? (query) => everyMs(query.state.data) : everyMs,
    ...(choices.keepsFormer ? { placeholderData: (former: OutputOf<P> | undefined) => former as never } : {}),
  })
}

export type PagesResult<P extends PagedPath> = UseInfiniteQueryResult<InfiniteData<OutputOf<P>>, ErrorOf<P>> & {
  /** All items of the pages read so far. */
  items: ItemOf<P>[]
}

/** Reads a paged query operation, page after page: give `result` to a `DataTable`, which asks for more at its end. */
export function useOperationPages<P extends PagedPath>(
  path: P,
  input: Omit<InputOf<P>, 'cursor'>,
  choices: Omit<QueryChoices<OutputOf<P>>, 'everyMs'> = {},
): PagesResult<P> {
  const connection = useConnection()
  const result = useInfiniteQuery({
    queryKey: [path, input, 'pages'],
    queryFn: ({ pageParam }: { pageParam: string | null }) => {
      const page = pageParam === null ? input : { ...input, cursor: pageParam }
      return callOperation(connection, path, page as InputOf<P>)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last: OutputOf<P>) => (last as { nextCursor: string | null }).nextCursor,
    enabled: choices.isEnabled ?? true,
    ...(choices.isAlwaysNew ? { staleTime: 0 } : {}),
    ...(choices.keepsFormer ? { placeholderData: (former: unknown) => former as never } : {}),
  }) as unknown as UseInfiniteQueryResult<InfiniteData<OutputOf<P>>, ErrorOf<P>>
  const pages = (result.data?.pages ?? []) as { items: ItemOf<P>[] }[]
  return { ...result, items: pages.flatMap((page) => page.items) }
}

/** Changes records by a command operation. What the screen shows of them is read again when the node tells of the change. */
export function useOperationCommand<P extends OperationPath>(
  path: P,
  choices: { onDone?: (output: OutputOf<P>, input: InputOf<P>) => void } = {},
): UseMutationResult<OutputOf<P>, ErrorOf<P>, InputOf<P>> {
  const connection = useConnection()
  return useMutation<OutputOf<P>, ErrorOf<P>, InputOf<P>>({
    mutationKey: [path],
    mutationFn: (input) => callOperation(connection, path, input),
    onSuccess: (output, input) => choices.onDone?.(output, input),
  })
}
