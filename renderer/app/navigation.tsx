import { Anchor, type AnchorProps } from '@mantine/core'
import { useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useCallback, useMemo } from 'react'
import type * as z from 'zod'
import { EmptyState } from '../ui/empty-state.js'

interface AppLinkProps extends Omit<AnchorProps, 'href'> {
  /** A path with its query: /visits/abc?tab=notes */
  to: string
  children: ReactNode
  'aria-label'?: string
}

/** A link to a place of the app. The history is the address's hash, so a plain link is enough. */
export function AppLink({ to, children, ...rest }: AppLinkProps) {
  return (
    <Anchor href={`#${to}`} {...rest}>
      {children}
    </Anchor>
  )
}

/** Goes to a path: `const go = useGo(); go('/visits/abc')`. */
export function useGo(): (to: string, choices?: { isReplacing?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback(
    (to, choices = {}) => {
      const { pathname, search } = splitPath(to)
      void navigate({ to: pathname, search: search as never, replace: choices.isReplacing ?? false })
    },
    [navigate],
  )
}

/** A page was asked for by an address that cannot be one. */
export class PlaceUnknownError extends Error {}

/** An id from the path: `useIdParam('patientId', PatientId)`. */
export function useIdParam<S extends z.ZodType>(name: string, schema: S): z.output<S> {
  const params: Record<string, unknown> = useParams({ strict: false })
  const read = schema.safeParse(params[name])
  if (!read.success) throw new PlaceUnknownError(name)
  return read.data
}

/** The query of the address, as text. Never put anything about a patient there but an id. */
export function useSearchParams(): Readonly<Record<string, string | undefined>> {
  const { search } = useLocation()
  return useMemo(() => {
    const entries = Object.entries(search as Record<string, unknown>)
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  }, [search])
}

/** The path that is open, without its query. */
export const usePathname = (): string => useLocation().pathname

/** Says that a place does not exist, or is not for this person. */
export function PlaceUnknown() {
  return (
    <EmptyState title="There is nothing here" action={<AppLink to="/today">Go to Today</AppLink>}>
      The address does not lead to a page that you can see.
    </EmptyState>
  )
}

function splitPath(to: string): { pathname: string; search: Record<string, string> } {
  const [pathname = '/', query = ''] = to.split('?')
  return { pathname, search: Object.fromEntries(new URLSearchParams(query)) }
}
