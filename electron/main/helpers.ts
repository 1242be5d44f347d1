import { join } from 'node:path'
import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron'
import type { NodeToShell, ShellToNode } from '../../core/kernel/shell-protocol.js'
import { heapFlags } from './heap-flags.js'

type StartHelper = Extract<NodeToShell, { type: 'start-helper' }>
type Tell = (message: ShellToNode, ports?: Electron.MessagePortMain[]) => void

/** The programs that the local node may have started, and their files beside the shell's bundle. */
const programs: Readonly<Record<StartHelper['program'], { file: string; serviceName: string }>> = {
  chain: { file: 'chain.cjs', serviceName: 'MediChain chain' },
  relay: { file: 'relay.cjs', serviceName: 'MediChain relay' },
}

/** The local node's helper processes. They live as long as the node that asked for them. */
export interface Helpers {
  start(request: StartHelper, tell: Tell): void
  kill(requestId: number): void
  killAll(): void
}

/** `{ dbPath: 'x', port: 1 }` → `--db-path x --port 1` */
const toArguments = (args: StartHelper['args']) =>
  Object.entries(args).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ])

export function helperProcesses(appDir: string): Helpers {
  const running = new Map<number, UtilityProcess>()

  function start({ requestId, program, args }: StartHelper, tell: Tell): void {
    const { file, serviceName } = programs[program]
    const helper = utilityProcess.fork(join(appDir, file), toArguments(args), {
      serviceName,
      execArgv: [heapFlags],
      stdio: 'inherit',
    })
    running.set(requestId, helper)
    let isStarted = false
    helper.once('spawn', () => {
      isStarted = true
      const { port1, port2 } = new MessageChannelMain()
      helper.postMessage({ type: 'port', args }, [port1])
      tell({ type: 'helper-started', requestId, pid: helper.pid ?? 0 }, [port2])
    })
    helper.once('exit', (code) => {
      running.delete(requestId)
      if (isStarted) tell({ type: 'helper-exited', requestId, code })
      else tell({ type: 'helper-failed', requestId, reason: `the ${program} process ended with code ${code}` })
    })
  }

  return {
    start,
    kill: (requestId) => void running.get(requestId)?.kill(),
    killAll: () => {
      for (const helper of running.values()) helper.kill()
      running.clear()
    },
  }
}
