import { ChainUnreachable } from '../../core/ports/chain.js'
import type { Helper, Host } from '../../core/ports/host.js'
import { backoffMs, type ChainConnection, type ConnectionState, later, patienceMs, RpcError } from './connection.js'
import type { FromChainProcess, ToChainProcess } from './process-protocol.js'

export interface LocalConnectionOptions {
  host: Pick<Host, 'start'>
  /** The chain's own folder; it outlives the process. */
  dbPath: string
  chainId: number
  operatorKey: string | null
  /** Accounts that are given funds on a chain that is new. */
  accounts?: readonly string[]
  /** Where other programs of this computer are let in; nowhere unless it is said. */
  door?: { port: number; accessToken: string }
  onStarted?(process: { port: number | null }): void
  onLog?(text: string): void
  /** A request unanswered for so long means a hung process, which is ended and started anew (with more patience). */
  requestTimeoutMs: number
}

interface Waiting {
  askedAt: number
  resolve(result: unknown): void
  reject(error: Error): void
  cancelTimeout(): void
}

/** The embedded chain, in a helper process of its own that is started again (with backoff) whenever it ends. */
export function createLocalConnection(options: LocalConnectionOptions): ChainConnection {
  const waiting = new Map<number, Waiting>()
  let helper: Helper | null = null
  let isUp = false
  let isClosed = false
  let lastId = 0
  let attempt = 0
  /** Processes ended for their silence since one last answered within the limit itself. */
  let hangs = 0
  let failure = ''
  let report: (state: ConnectionState) => void = () => {}
  let cancelRestart = () => {}

  const say = (to: Helper, message: ToChainProcess) => to.postMessage(message)

  async function start(): Promise<void> {
    report({ state: 'connecting' })
    failure = ''
    let started: Helper
    try {
      started = await options.host.start('chain', {})
    } catch (error) {
      onGone(`The chain process could not be started: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
    if (isClosed) return started.kill()
    helper = started
    const cancelTimeout = whenSilent(started, 'start')
    started.onExit((code) => {
      cancelTimeout()
      if (helper === started) onGone(failure || `The chain process ended with code ${code ?? 'none'}.`)
    })
    started.onMessage((message) => {
      // Only our own program is at the other end, started by our own host.
      const said = message as FromChainProcess
      if (said.type === 'started') {
        cancelTimeout()
        isUp = true
        attempt = 0
        options.onStarted?.({ port: said.port })
        report({ state: 'up' })
      } else if (said.type === 'log') options.onLog?.(said.text)
      else if (said.type === 'failed') failure = said.reason
      else if (said.type === 'answer') answered(said.id)?.resolve(said.result)
      else if (said.type === 'error') {
        answered(said.id)?.reject(new RpcError(said.error.code, said.error.message, said.error.data))
      }
    })
    const { dbPath, chainId, operatorKey, accounts = [], door = null } = options
    say(started, { type: 'start', dbPath, chainId, operatorKey, accounts, door })
  }

  /** Ends a process that stays silent for longer than is allowed now. Returns the canceller, for when it spoke. */
  function whenSilent(process: Helper, act: 'start' | 'answer'): () => void {
    const allowedMs = patienceMs(options.requestTimeoutMs, hangs)
    return later(allowedMs, () => {
      failure = `The chain process did not ${act} within ${allowedMs} ms.`
      hangs++
      process.kill()
    })
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    found?.cancelTimeout()
    return found
  }

  function answered(id: number): Waiting | undefined {
    const found = settle(id)
    if (found && performance.now() - found.askedAt < options.requestTimeoutMs) hangs = 0
    return found
  }

  function onGone(reason: string): void {
    helper = null
    isUp = false
    for (const id of [...waiting.keys()]) settle(id)?.reject(new ChainUnreachable(reason))
    if (isClosed) return
    report({ state: 'down', reason })
    cancelRestart = later(backoffMs(attempt++), () => void start())
  }

  return {
    kind: 'local',
    open(listener) {
      report = listener
      void start()
    },
    request(method, params) {
      const current = helper
      if (current === null || !isUp) return Promise.reject(new ChainUnreachable('The chain process is not running.'))
      const id = ++lastId
      return new Promise((resolve, reject) => {
        const cancelTimeout = whenSilent(current, 'answer')
        waiting.set(id, { askedAt: performance.now(), resolve, reject, cancelTimeout })
        say(current, { type: 'request', id, method, params })
      })
    },
    async close() {
      isClosed = true
      cancelRestart()
      const last = helper
      if (last === null) return
      await new Promise<void>((done) => {
        const cancelKill = later(3_000, () => last.kill())
        last.onExit(() => {
          cancelKill()
          done()
        })
        say(last, { type: 'stop' })
      })
    },
  }
}
