import { ChainUnreachable } from '../../core/ports/chain.js'
import type { Helper, Host } from '../../core/ports/host.js'
import { backoffMs, type ChainConnection, type ConnectionState, later, RpcError } from './connection.js'
import type { FromChainProcess, ToChainProcess } from './process-protocol.js'

export interface LocalConnectionOptions {
  host: Pick<Host, 'start'>
  /** The chain's own folder; it outlives the process. */
  dbPath: string
  chainId: number
  operatorKey: string
  /** A request unanswered for so long means a hung process, which is ended and started anew. */
  requestTimeoutMs: number
}

interface Waiting {
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
    const cancelTimeout = later(options.requestTimeoutMs, () => started.kill())
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
        report({ state: 'up' })
      } else if (said.type === 'failed') failure = said.reason
      else if (said.type === 'answer') settle(said.id)?.resolve(said.result)
      else if (said.type === 'error') {
        settle(said.id)?.reject(new RpcError(said.error.code, said.error.message, said.error.data))
      }
    })
    const { dbPath, chainId, operatorKey } = options
    say(started, { type: 'start', dbPath, chainId, operatorKey })
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    found?.cancelTimeout()
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
        const cancelTimeout = later(options.requestTimeoutMs, () => {
          failure = `The chain process did not answer within ${options.requestTimeoutMs} ms.`
          current.kill()
        })
        waiting.set(id, { resolve, reject, cancelTimeout })
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
