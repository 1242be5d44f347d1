import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Session, WorkstationState } from '../../core/identity/model.js'
import { clinicOfPage, clinicsKey } from '../client/clinics.js'
import { isSignedOut } from '../client/errors.js'
import { callOperation, useConnection, useOperationQuery } from '../client/operations.js'
import { LockFrame, LockWaiting } from '../features/identity/lock-frame.js'
import { type Interruption, LockScreen } from '../features/identity/lock-screen.js'
import { RecordsProblem } from '../features/identity/records-problem.js'
import { useDrafts } from '../ui/drafts.js'
import { ErrorState } from '../ui/error-state.js'
import { useNodeState } from './node-state.js'

const loadWorkspace = () => import('./workspace.js')
const Workspace = lazy(async () => ({ default: (await loadWorkspace()).Workspace }))
const FirstRun = lazy(async () => ({ default: (await import('../features/identity/first-run.js')).FirstRun }))

/** What is no record: the lock screen shows it too. */
const outsideRecords: ReadonlySet<unknown> = new Set(['identity.getWorkstation', clinicsKey])

/** Who was signed in last, so that the next person does not start at somebody else's page. */
const lastLoginNameKey = `last-login-name-${clinicOfPage()}`

/**
 * What stands between a started window and the records: set-up, the lock screen, or what is wrong.
 * @param face what the lock screen shows until the local node has answered
 */
export function Gate({ face }: { face: WorkstationState | null }) {
  const connection = useConnection()
  const queryClient = useQueryClient()
  const drafts = useDrafts()
  const nodeState = useNodeState()
  const workstation = useOperationQuery(
    'identity.getWorkstation',
    {},
    {
      everyMs: (last) => (last?.state === 'preparing-demo' || last?.state === 'joining' ? 600 : false),
    },
  )
  const [session, setSession] = useState<Session | null>(null)
  const [wasInterrupted, setWasInterrupted] = useState(false)
  const [cause, setCause] = useState<Interruption>('ended')
  // A window whose process died comes back with an empty memory, but for this and its address.
  const lastLoginName = useRef(sessionStorage.getItem(lastLoginNameKey))
  const hasLookedForSession = useRef(false)
  const [hasLooked, setHasLooked] = useState(false)
  const { refetch } = workstation

  const leave = useCallback(() => {
    setSession(null)
    // Records leave the memory; what the lock screen shows stays, so that nobody's typing there is lost.
    queryClient.removeQueries({ predicate: ({ queryKey }) => !outsideRecords.has(queryKey[0]) })
    queryClient.getMutationCache().clear()
    void refetch()
  }, [queryClient, refetch])
  const enter = useCallback(
    (entered: Session) => {
      const { loginName } = entered.staff
      if (lastLoginName.current !== null && lastLoginName.current !== loginName) {
        drafts.clear()
        window.location.hash = '#/today'
      }
      lastLoginName.current = loginName
      sessionStorage.setItem(lastLoginNameKey, loginName)
      hasLookedForSession.current = true
      setHasLooked(true)
      setWasInterrupted(false)
      setSession(entered)
    },
    [drafts],
  )

  // Who comes back from another clinic finds the session that this one's node still holds. Only then: after a lock nobody comes back unasked.
  const isOpen = workstation.data?.state === 'open'
  useEffect(() => {
    if (!isOpen || hasLookedForSession.current) return
    hasLookedForSession.current = true
    callOperation(connection, 'identity.verifySession', {})
      .then(enter, () => undefined)
      .finally(() => setHasLooked(true))
  }, [isOpen, connection, enter])

  useEffect(
    () =>
      connection.onLost(() => {
        setWasInterrupted(lastLoginName.current !== null)
        leave()
      }),
    [connection, leave],
  )
  useEffect(() => {
    if (nodeState?.state === 'restarting') setCause(nodeState.cause)
  }, [nodeState])
  const isSignedIn = session !== null
  useEffect(() => {
    // A wrong code at the lock screen is refused in the same way; there is nothing to leave then.
    const leaveIfSignedIn = () => {
      if (isSignedIn) leave()
    }
    const queries = queryClient.getQueryCache()
    const stopQueries = queries.subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'error' || !isSignedOut(event.action.error)) return
      // A slow question of whoever sat here before may fail after the next person signed in: it is in no cache any more.
      if (queries.get(event.query.queryHash) === event.query) leaveIfSignedIn()
    })
    const stopCommands = queryClient.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error' && isSignedOut(event.action.error))
        leaveIfSignedIn()
    })
    return () => {
      stopQueries()
      stopCommands()
    }
  }, [queryClient, leave, isSignedIn])
  useEffect(() => {
    const handle = requestIdleCallback(() => void loadWorkspace())
    return () => cancelIdleCallback(handle)
  }, [])

  const state = useMemo(() => {
    if (session === null) return null
    const go = (path: 'identity.lock' | 'identity.signOut') => {
      // The window hides everything first; whether the node answers must not keep records on the screen.
      void callOperation(connection, path, {})
        .catch(() => undefined)
        .finally(leave)
      setSession(null)
    }
    return {
      session,
      lock: () => {
        window.medichain.lockOthers()
        go('identity.lock')
      },
      signOut: () => {
        drafts.clear()
        lastLoginName.current = null
        sessionStorage.removeItem(lastLoginNameKey)
        window.location.hash = '#/today'
        go('identity.signOut')
      },
    }
  }, [session, connection, leave, drafts])

  if (state !== null) {
    return (
      <Suspense fallback={<LockWaiting words="Opening the workspace" />}>
        <Workspace state={state} />
      </Suspense>
    )
  }
  if (nodeState?.state === 'failed') return <RecordsProblem title="MediChain cannot start" message={nodeState.reason} />
  const data = workstation.data ?? (workstation.isPending && face !== null ? face : undefined)
  if (data === undefined) {
    if (workstation.isError && nodeState?.state !== 'restarting') {
      return (
        <LockFrame>
          <ErrorState error={workstation.error} onRetry={() => void workstation.refetch()} />
        </LockFrame>
      )
    }
    return (
      <LockWaiting words={nodeState?.state === 'restarting' ? 'The records service is starting again' : 'Starting'} />
    )
  }
  // Somebody who kept their seat here comes back without a lock screen in between.
  if (isOpen && !hasLooked) return <LockWaiting words="Opening the workspace" />
  if (data.state === 'unusable') {
    return (
      <RecordsProblem
        title="The records cannot be opened"
        message={data.problem?.message ?? 'The reason is not known.'}
        code={data.problem?.code}
        onRetry={() => void workstation.refetch()}
      />
    )
  }
  if (data.state === 'preparing-demo') return <LockWaiting words="Preparing the demo clinic" />
  if (data.state === 'new' || data.state === 'joining') {
    return (
      <Suspense fallback={<LockWaiting words="Starting" />}>
        <FirstRun onEntered={enter} onClinicReady={() => void workstation.refetch()} />
      </Suspense>
    )
  }
  return (
    <LockScreen
      workstation={data}
      interruption={wasInterrupted ? cause : null}
      lastLoginName={lastLoginName.current}
      onEntered={enter}
    />
  )
}
