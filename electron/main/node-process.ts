import { join } from 'node:path'
import { app, MessageChannelMain, type UtilityProcess, utilityProcess, type WebContents } from 'electron'
import type { NodeProcessState, NodeToShell, ShellToNode } from '../../core/kernel/shell-protocol.js'
import { channels } from '../channels.js'
import { heapFlags } from './heap-flags.js'
import { helperProcesses } from './helpers.js'
import { isKeychainAvailable, seal, unseal } from './keychain.js'
import { isNodeMessage } from './node-messages.js'
import { watchPrinters } from './printers.js'
import { type Pulse, pulseBeat, watchPulse } from './pulse.js'
import { restartPolicy } from './restart-policy.js'

/** Tests of the built app do not wait as long for a hung node. A packaged app always does. */
const beatMs = () => (app.isPackaged ? undefined : Number(process.env.MEDICHAIN_TEST_PULSE_MS)) || pulseBeat.everyMs

/** How long the node may take to close its database before it is ended by force. */
const stopTimeoutMs = 5000

/** How long it may take to hear that its window shows another clinic; a node that is that busy keeps running. */
const leaveTimeoutMs = 2000

/** The local node as the shell sees it: started, watched, restarted, stopped. */
export interface NodeProcess {
  /**
   * Gives a page a port to the node, now or as soon as it runs, and a new one whenever it was restarted. The first page that
   * asks starts the node: it asks once it has painted, so that the node and its chain do not take the processor from that.
   */
  connect(page: WebContents): void
  /** The page shows another clinic: it gets no port of this node any more. The node ends where it has nothing to do. */
  leave(page: WebContents): Promise<void>
  /** Locks out whoever is signed in while another clinic is shown. */
  lock(): void
  /** Somebody is signed in before the window. */
  readonly isTaken: boolean
  /** The relay that this node wants calls to go to. */
  readonly callRelay: CallRelay | null
  readonly state: NodeProcessState
  onState(listener: (state: NodeProcessState) => void): void
  stop(): Promise<void>
}

export interface CallRelay {
  url: string
  fingerprint: string | null
}

export interface NodeProcessOptions {
  /** Where node.cjs and the helpers' programs are. */
  appDir: string
  dataDir: string
  isDemo: boolean
  /** Opens the HTTP door that the environment asks for: one port serves one clinic. */
  hasHttpDoor: boolean
  /** The node says which relay the window's calls may reach. */
  callsGoTo: (relay: CallRelay) => void
}

export function superviseNode({ appDir, dataDir, isDemo, hasHttpDoor, callsGoTo }: NodeProcessOptions): NodeProcess {
  const helpers = helperProcesses(appDir)
  const policy = restartPolicy()
  const pages = new Set<WebContents>()
  const listeners = new Set<(state: NodeProcessState) => void>()
  let state: NodeProcessState = { state: 'idle' }
  let node: UtilityProcess | null = null
  let pulse: Pulse | null = null
  let stopAskingForPrinters = () => {}
  let isSilent = false
  let isStopping = false
  let isTaken = false
  let callRelay: CallRelay | null = null
  /** Told when the node has heard that its window leaves, and whether records are open there. */
  let heardLeaving: ((isOpen: boolean) => void) | null = null

  function setState(next: NodeProcessState): void {
    state = next
    for (const listener of listeners) listener(next)
  }

  function sendPort(page: WebContents, to: UtilityProcess): void {
    if (page.isDestroyed() || page.isCrashed()) return
    const { port1, port2 } = new MessageChannelMain()
    to.postMessage({ type: 'window-connected' } satisfies ShellToNode, [port1])
    page.postMessage(channels.nodePort, null, [port2])
  }

  function answerKeychain(to: UtilityProcess, requestId: number, work: () => Uint8Array): void {
    let bytes: Uint8Array | null = null
    try {
      bytes = work()
    } catch {
      // The node treats a refusal like an absent key store: the passphrase opens the records either way.
    }
    to.postMessage({ type: 'keychain-answered', requestId, bytes } satisfies ShellToNode)
  }

  function obey(message: NodeToShell, from: UtilityProcess): void {
    switch (message.type) {
      case 'node-ready':
        for (const page of pages) sendPort(page, from)
        stopAskingForPrinters()
        stopAskingForPrinters = watchPrinters(
          () => [...pages].find((page) => !page.isDestroyed() && !page.isCrashed()),
          (printers) => from.postMessage({ type: 'printers', printers } satisfies ShellToNode),
        )
        setState({ state: 'running' })
        break
      case 'pong':
        pulse?.answered()
        break
      case 'start-helper':
        helpers.start(message, (answer, ports) => {
          if (from === node) from.postMessage(answer, ports)
        })
        break
      case 'kill-helper':
        helpers.kill(message.requestId)
        break
      case 'calls-go-to':
        callRelay = { url: message.url, fingerprint: message.fingerprint }
        callsGoTo(callRelay)
        break
      case 'seat':
        isTaken = message.isTaken
        break
      case 'window-left':
        heardLeaving?.(message.isOpen)
        break
      case 'keychain-seal':
        answerKeychain(from, message.requestId, () => seal(message.bytes))
        break
      case 'keychain-unseal':
        answerKeychain(from, message.requestId, () => unseal(message.bytes))
        break
    }
  }

  function start(): void {
    const args = [
      '--data-dir',
      dataDir,
      ...(isDemo ? ['--demo'] : []),
      ...(isKeychainAvailable() ? ['--keychain'] : []),
    ]
    const started = utilityProcess.fork(join(appDir, 'node.cjs'), args, {
      serviceName: 'MediChain local node',
      execArgv: [heapFlags],
      env: hasHttpDoor ? process.env : withoutHttpPort(process.env),
      stdio: 'inherit',
    })
    node = started
    started.on('message', (message: unknown) => {
      if (started === node && isNodeMessage(message)) obey(message, started)
    })
    started.once('spawn', () => watch(started))
    started.once('exit', (code) => recover(code))
  }

  /** A node that lives and does not answer is ended, and then treated as one that ended by itself. */
  function watch(running: UtilityProcess): void {
    isSilent = false
    pulse = watchPulse({
      everyMs: beatMs(),
      missesAllowed: pulseBeat.missesAllowed,
      ask: () => running.postMessage({ type: 'ping' } satisfies ShellToNode),
      onSilent: () => {
        isSilent = true
        // Not `running.kill()`, whose polite signal a hung process never gets to see.
        if (running.pid !== undefined) process.kill(running.pid, 'SIGKILL')
      },
    })
  }

  function recover(code: number): void {
    node = null
    isTaken = false
    callRelay = null
    heardLeaving?.(false)
    pulse?.stop()
    stopAskingForPrinters()
    helpers.killAll()
    if (isStopping) return
    const next = policy.afterCrash(Date.now())
    if (next === null) {
      const reason = isSilent ? 'The local node keeps hanging.' : `The local node keeps ending (code ${code}).`
      setState({ state: 'failed', reason })
      return
    }
    setState({ state: 'restarting', attempt: next.attempt, cause: isSilent ? 'silent' : 'ended' })
    setTimeout(() => {
      if (!isStopping) start()
    }, next.delayMs)
  }

  function connect(page: WebContents): void {
    if (!pages.has(page)) {
      pages.add(page)
      page.once('destroyed', () => pages.delete(page))
    }
    if ((state.state === 'idle' || state.state === 'failed') && node === null && !isStopping) {
      // After a failure someone asks again, by reloading the window: the cause may be gone (a full disk, an update).
      policy.forgive()
      setState({ state: 'starting' })
      start()
      return
    }
    if (state.state === 'running' && node !== null) sendPort(page, node)
  }

  async function leave(page: WebContents): Promise<void> {
    pages.delete(page)
    const left = node
    if (left === null || state.state !== 'running') return
    const isOpen = await within(leaveTimeoutMs, true, (resolve) => {
      heardLeaving = resolve
      left.postMessage({ type: 'window-leaves' } satisfies ShellToNode)
    })
    heardLeaving = null
    if (isOpen || pages.size > 0) return
    await stop()
    isStopping = false
    setState({ state: 'idle' })
  }

  async function stop(): Promise<void> {
    isStopping = true
    pulse?.stop()
    stopAskingForPrinters()
    const leaving = node
    if (leaving !== null) {
      await within(stopTimeoutMs, undefined, (resolve) => {
        leaving.once('exit', () => resolve(undefined))
        leaving.postMessage({ type: 'stop' } satisfies ShellToNode)
      })
      leaving.kill()
    }
    helpers.killAll()
  }

  return {
    connect,
    leave,
    lock: () => node?.postMessage({ type: 'lock' } satisfies ShellToNode),
    stop,
    get isTaken() {
      return isTaken
    },
    get callRelay() {
      return callRelay
    },
    get state() {
      return state
    },
    onState: (listener) => void listeners.add(listener),
  }
}

/** Waits for an answer, but not longer than that. */
async function within<T>(ms: number, otherwise: T, ask: (resolve: (answer: T) => void) => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms)
  })
  const answer = await Promise.race([new Promise<T>(ask), patience])
  clearTimeout(timer)
  return answer
}

function withoutHttpPort({ MEDICHAIN_HTTP_PORT: _, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}
