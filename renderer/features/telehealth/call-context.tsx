import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Call } from '../../../call/call.js'
import type { ConsultationId } from '../../../core/kernel/ids.js'
import type { StaffRole } from '../../../core/telehealth/model.js'
import { callOperation, useConnection } from '../../client/operations.js'

export interface ActiveCall {
  readonly consultationId: ConsultationId
  readonly call: Call
  readonly as: StaffRole
}

interface Calls {
  readonly active: ActiveCall | null
  readonly isJoining: boolean
  readonly problem: unknown
  /** Comes into the call of a visit; one call at a time. */
  readonly join: (consultationId: ConsultationId, as: StaffRole) => void
  /** Leaves the call; the visit and the others stay. */
  readonly leave: () => void
  /** Ends the call for everybody; the visit goes on. */
  readonly endForAll: () => void
  /** Takes a call that ended off the screen. */
  readonly dismiss: () => void
}
const CallsContext = createContext<Calls | null>(null)

export function useCalls(): Calls {
  const calls = useContext(CallsContext)
  if (calls === null) throw new Error('There are no calls above this component.')
  return calls
}

/** Holds the call above all pages, so that it goes on while the doctor looks elsewhere. */
export function CallsProvider({ children }: { children: ReactNode }) {
  const connection = useConnection()
  const [active, setActive] = useState<ActiveCall | null>(null)
  const [isJoining, setIsJoining] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const current = useRef<ActiveCall | null>(null)

  const write = useCallback(
    ({ consultationId, as }: ActiveCall) => {
      // The relay knows how long it was; where it cannot be asked now, the node's next round writes it down.
      if (as === 'doctor')
        void callOperation(connection, 'telehealth.endCall', { consultationId }).catch(() => undefined)
    },
    [connection],
  )
  const join = useCallback(
    (consultationId: ConsultationId, as: StaffRole) => {
      setIsJoining(true)
      setProblem(null)
      const work = async () => {
        // The call's program is large: it is loaded with the first call.
        const [{ Call }, joined] = await Promise.all([
          import('../../../call/call.js'),
          callOperation(connection, 'telehealth.joinConsultation', { consultationId, as }),
        ])
        void current.current?.call.leave()
        const { connectionUrl, room, roomSecret, token, displayName } = joined
        const card = { v: 1, name: displayName, language: 'en', hasConsented: true, symptoms: '' } as const
        const call = new Call({ socketUrl: connectionUrl, room, key: roomSecret, token, card })
        const next = { consultationId, call, as }
        current.current = next
        setActive(next)
        call.start()
        void call.devices.turnOn('microphone').then(() => call.devices.turnOn('camera'))
      }
      work()
        .catch(setProblem)
        .finally(() => setIsJoining(false))
    },
    [connection],
  )
  const leave = useCallback(() => {
    const leaving = current.current
    current.current = null
    setActive(null)
    if (leaving === null) return
    void leaving.call.leave().finally(() => write(leaving))
  }, [write])
  const endForAll = useCallback(() => {
    const ending = current.current
    if (ending === null) return
    ending.call.endForAll().then(
      () => {
        write(ending)
        current.current = null
        setActive(null)
      },
      // The line is lost: leaving is what can be done from here.
      () => leave(),
    )
  }, [leave, write])
  // Locking and signing out end what this person says and shows.
  useEffect(() => () => void current.current?.call.leave(), [])

  const calls = useMemo(
    () => ({ active, isJoining, problem, join, leave, endForAll, dismiss: leave }),
    [active, isJoining, problem, join, leave, endForAll],
  )
  return <CallsContext.Provider value={calls}>{children}</CallsContext.Provider>
}
