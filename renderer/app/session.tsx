import { createContext, useCallback, useContext } from 'react'
import type { Session } from '../../core/identity/model.js'
import type { Permission } from '../../core/kernel/roles.js'

export interface SessionState {
  session: Session
  /** Locks the window; the same person finds their place again. */
  lock: () => void
  signOut: () => void
}

const SessionContext = createContext<SessionState | null>(null)
export const SessionProvider = SessionContext.Provider

/** Who is signed in, and how they leave. */
export function useSessionState(): SessionState {
  const state = useContext(SessionContext)
  if (state === null) throw new Error('Nobody is signed in above this component.')
  return state
}

/** Who is signed in, at which clinic. */
export const useSession = (): Session => useSessionState().session

/** Whether the person may do something: `useCan()('billing:write')`. The node decides again at each act. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return useCallback((permission) => permissions.includes(permission), [permissions])
}
