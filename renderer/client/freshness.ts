import { consumeEventIterator } from '@orpc/client'
import { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { WorkstationEvent } from '../../core/events/model.js'
import type { EntityKind } from '../../core/kernel/entities.js'
import type { NodeConnection } from './connection.js'

/** Which slices' answers show a kind of record. A visit shows nearly all of them. */
const slicesShowing = {
  clinic: ['tenancy', 'identity'],
  staff: ['identity', 'scheduling'],
  credential: [],
  doctor: ['scheduling', 'encounters'],
  patient: ['patients', 'scheduling', 'encounters'],
  allergy: ['patients', 'encounters', 'prescriptions'],
  slot: ['scheduling'],
  // A visit with a doctor opens the patient's record to them.
  consultation: ['access', 'scheduling', 'encounters', 'billing', 'tasks'],
  vitals: ['encounters'],
  note: ['encounters'],
  diagnosis: ['encounters'],
  'encounter-summary': ['encounters'],
  prescription: ['prescriptions', 'encounters', 'pharmacy'],
  'prescription-cancellation': ['prescriptions', 'encounters', 'pharmacy'],
  product: ['pharmacy'],
  'stock-batch': ['pharmacy'],
  'stock-movement': ['pharmacy'],
  'stock-takeover': ['pharmacy'],
  order: ['pharmacy', 'encounters', 'prescriptions', 'billing', 'patients'],
  'order-event': ['pharmacy', 'encounters'],
  'order-request': ['pharmacy', 'encounters'],
  dispense: ['pharmacy', 'prescriptions', 'encounters'],
  plan: ['insurance', 'payers'],
  'payer-connection': ['payers'],
  coverage: ['insurance', 'patients', 'encounters'],
  'coverage-verification': ['insurance', 'encounters', 'billing', 'patients'],
  claim: ['insurance', 'encounters', 'billing'],
  'claim-event': ['insurance', 'encounters'],
  'benefit-use': ['insurance', 'encounters'],
  payment: ['billing', 'encounters', 'patients'],
  task: ['tasks', 'encounters'],
  attachment: ['attachments', 'encounters'],
  'emergency-access': [
    ...['access', 'encounters', 'scheduling', 'attachments', 'telehealth'],
    ...['prescriptions', 'pharmacy', 'insurance'],
  ],
  'patient-mark': ['access', 'patients', 'encounters'],
  'record-export': ['interchange'],
  anomaly: ['anomalies'],
  'usage-line': ['usage', 'invoices'],
  'rate-card': ['invoices'],
  invoice: ['invoices'],
  'invoice-entry': ['invoices'],
  'chain-call': ['anchoring'],
  'device-heads': [],
  'device-change': ['devices', 'pharmacy'],
  'call-room': ['telehealth'],
  'call-record': ['telehealth', 'encounters'],
  'visit-message': ['telehealth'],
  'conflict-decision': ['sync', 'pharmacy', 'patients', 'insurance', 'scheduling', 'encounters'],
} as const satisfies Record<EntityKind, readonly string[]>

/** Slices whose answers carry proofs, which move on when a batch was anchored. */
const slicesWithProofs = [
  'anchoring',
  'encounters',
  'prescriptions',
  'pharmacy',
  'insurance',
  'billing',
  'invoices',
  'chainNodes',
]

function slicesTouchedBy(event: WorkstationEvent): ReadonlySet<string> {
  if (event.type === 'chain') return new Set(slicesWithProofs)
  if (event.type === 'health') return new Set(['monitoring', 'databases', 'chainNodes'])
  if (event.type === 'sync') return new Set(['sync', 'devices', 'attachments'])
  return new Set(['anchoring', 'sync', ...event.kinds.flatMap((kind): readonly string[] => slicesShowing[kind])])
}

/** Answers stay until the node tells of a change; asking again without need would fill the audit log with reads. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: 30_000,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Listens to the node while somebody is signed in, and lets what changed be read again. */
export function useFreshness(connection: NodeConnection, queryClient: QueryClient): void {
  useEffect(() => {
    let isWanted = true
    let stop: (() => Promise<void>) | undefined
    const listen = () =>
      connection
        .run(async (client) => {
          const iterator = await client.events.subscribe({})
          stop = consumeEventIterator(Promise.resolve(iterator), {
            onEvent: (event) => {
              const touched = slicesTouchedBy(event)
              void queryClient.invalidateQueries({
                predicate: ({ queryKey }) => touched.has(String(queryKey[0]).split('.')[0] ?? ''),
              })
            },
            onError: () => undefined,
          })
          if (!isWanted) await stop()
        })
        // Without the stream the screen still refreshes after each act of its own; a lost node is told by the shell.
        .catch(() => undefined)
    void listen()
    return () => {
      isWanted = false
      void stop?.().catch(() => undefined)
    }
  }, [connection, queryClient])
}
