/**
 * What the front desk's local node and the relay that it runs as the clinic's LAN hub say to each other. The relay is a
 * helper program (`relay`), started by the host like the chain.
 */
export type ToRelayProcess =
  | {
      type: 'start'
      dataDir: string
      name: string
      host: string
      port: number
      isAnnounced: boolean
      /** `none` on loopback alone. */
      tls: 'own' | 'none'
      /** The word that founding a clinic here asks for. */
      admission: string | null
    }
  /** Let what is under way end, close the store, leave with exit code 0. */
  | { type: 'stop' }

export type FromRelayProcess =
  | { type: 'started'; url: string; port: number; relay: string; fingerprint: string }
  | { type: 'failed'; reason: string }
