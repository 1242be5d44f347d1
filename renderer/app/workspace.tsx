import '../ui/styles-rest.js'
import { Notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useFreshness } from '../client/freshness.js'
import { useConnection, useOperationQuery } from '../client/operations.js'
import { CallsProvider } from '../features/telehealth/call-context.js'
import { ClinicProvider } from '../ui/clinic-context.js'
import { hush } from '../ui/say.js'
import { makeRouter } from './router.js'
import { SessionProvider, type SessionState } from './session.js'

/** Everything after sign-in; loaded while the lock screen waits for the passphrase. */
export function Workspace({ state }: { state: SessionState }) {
  useFreshness(useConnection(), useQueryClient())
  const router = useMemo(makeRouter, [])
  useEffect(() => hush, [])
  // Roles may change while somebody is signed in; where they were turned off, the refusal locks the window.
  const { data: session = state.session } = useOperationQuery('identity.verifySession', {})
  const current = useMemo(() => ({ ...state, session }), [state, session])
  const { timeZone, currency } = session.clinic
  const clinic = useMemo(() => ({ timeZone, currency }), [timeZone, currency])
  return (
    <SessionProvider value={current}>
      <ClinicProvider value={clinic}>
        <Notifications position="bottom-center" limit={3} mb={28} />
        <CallsProvider>
          <RouterProvider router={router} />
        </CallsProvider>
      </ClinicProvider>
    </SessionProvider>
  )
}
