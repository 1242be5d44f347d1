import { fork } from 'node:child_process'
import type { NodeToShell, ShellToNode } from '../core/kernel/shell-protocol.js'
import type { Helper, HelperProgram, Host } from '../core/ports/host.js'
import type { Port } from './window-port.js'

/** Electron's `process.parentPort`, as far as it is needed. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void
  postMessage(message: unknown): void
}

/** The shell's channel in a utilityProcess; undefined in plain Node. */
export const parentPort = (process as NodeJS.Process & { parentPort?: ParentPort | null }).parentPort ?? undefined

/** Starts helper programs as child processes: the stand-alone node's host. */
export function childProcessHost(programFile: (program: HelperProgram) => string, execArgv: string[] = []): Host {
  return {
    keychain: null,
    callsGoTo: () => undefined,
    printers: () => null,
    start: async (program) => {
      const child = fork(programFile(program), [], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const helper: Helper = {
        pid: child.pid,
        postMessage(message) {
          // A helper that was just killed still counts as connected; its end is told by `onExit`, not by a failed send.
          if (child.connected) child.send(message as object, () => undefined)
        },
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill('SIGKILL'),
      }
      return helper
    },
  }
}

/** Asks the shell for helper processes and for the key store. */
export function shellHost(shell: ParentPort, isKeychainOffered: boolean): Host {
  let lastId = 0
  const starting = new Map<number, { resolve: (helper: Helper) => void; reject: (error: Error) => void }>()
  const exits = new Map<number, (code: number | null) => void>()
  const keychain = new Map<number, (bytes: Uint8Array | null) => void>()
  let printers: ReturnType<Host['printers']> = null
  const say = (message: NodeToShell) => shell.postMessage(message)

  shell.on('message', ({ data, ports: [port] }) => {
    const message = data as ShellToNode
    if (message.type === 'helper-started' && port)
      take(starting, message.requestId)?.resolve(helperAt(message.requestId, message.pid, port))
    else if (message.type === 'helper-failed') take(starting, message.requestId)?.reject(new Error(message.reason))
    else if (message.type === 'helper-exited') take(exits, message.requestId)?.(message.code)
    else if (message.type === 'keychain-answered') take(keychain, message.requestId)?.(message.bytes)
    else if (message.type === 'printers') printers = message.printers
  })

  function helperAt(requestId: number, pid: number, port: Port): Helper {
    return {
      pid,
      postMessage: (message) => port.postMessage(message),
      onMessage(listener) {
        port.on('message', (event) => listener(event?.data))
        port.start?.()
      },
      onExit: (listener) => void exits.set(requestId, listener),
      kill: () => say({ type: 'kill-helper', requestId }),
    }
  }

  function askKeychain(type: 'keychain-seal' | 'keychain-unseal', bytes: Uint8Array): Promise<Uint8Array> {
    const requestId = ++lastId
    return new Promise((resolve, reject) => {
      keychain.set(requestId, (answer) => (answer ? resolve(answer) : reject(new Error('The key store refused.'))))
      say({ type, requestId, bytes })
    })
  }

  return {
    keychain: isKeychainOffered
      ? {
          seal: (secret) => askKeychain('keychain-seal', secret),
          unseal: (sealed) => askKeychain('keychain-unseal', sealed),
        }
      : null,
    printers: () => printers,
    callsGoTo: ({ url, fingerprint }) => say({ type: 'calls-go-to', url, fingerprint }),
    start: (program, args) => {
      const requestId = ++lastId
      return new Promise((resolve, reject) => {
        starting.set(requestId, { resolve, reject })
        say({ type: 'start-helper', requestId, program, args })
      })
    },
  }
}

function take<T>(waiting: Map<number, T>, id: number): T | undefined {
  const found = waiting.get(id)
  waiting.delete(id)
  return found
}
