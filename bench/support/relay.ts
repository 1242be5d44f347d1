import type { ChildProcess } from 'node:child_process'
import { Agent, request } from 'node:http'
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.js'
import { newRelayHome, type RelayHome, startRelayProcess } from '../../tests/support/relay.js'
import { foundClinic, type SyncDevice } from '../../tests/support/sync-device.js'
import { check } from './figure.js'

export type StoreName = 'sqlcipher' | 'postgres'

/** The relay's program on one of its stores, as a server runs it. */
export interface BenchRelay {
  readonly home: RelayHome
  readonly url: string
  readonly child: ChildProcess
  /** A PostgreSQL of the bench's own, with the durability of production. */
  readonly postgres: TestPostgres | null
  close(): Promise<void>
}

export async function startBenchRelay(store: StoreName): Promise<BenchRelay> {
  const postgres = store === 'postgres' ? await startPostgres() : null
  const home = await newRelayHome(postgres)
  const running = await startRelayProcess(home)
  return {
    home,
    url: running.url,
    child: running.child,
    postgres,
    async close() {
      check((await running.kill('SIGTERM')) === 0, 'the relay ends well')
      await postgres?.stop()
      home.remove()
    },
  }
}

/** A tenant with so many devices, all signed in. */
export async function foundFleet(url: string, count: number): Promise<SyncDevice[]> {
  const first = await foundClinic(url)
  const devices = [first]
  while (devices.length < count) devices.push(await first.enroll())
  return devices
}

/** The lines of many devices to one relay, kept open as workstations keep theirs. */
export class Lines {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 })

  constructor(readonly url: string) {}

  /** Pushes a batch; only the status counts here. */
  push(token: string, batch: Uint8Array): Promise<void> {
    return this.#ask('POST', '/v1/batches', token, batch).then((status) =>
      check(status === 200 || status === 201, `a push is taken, not answered with ${status}`),
    )
  }

  close(): void {
    this.#agent.destroy()
  }

  #ask(method: string, path: string, token: string, body: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'content-length': body.length,
      }
      const call = request(`${this.url}${path}`, { method, agent: this.#agent, headers }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      })
      call.on('error', reject)
      call.end(body)
    })
  }
}
