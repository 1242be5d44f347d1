import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What the person who started the program asked for. */
export interface Switches {
  /** Everything that the workstation writes is in here. */
  dataDir: string
  /** Start with the demo clinic where there is no clinic yet. */
  isDemo: boolean
  /** Start, report to this file that the first screen and the local node work, and quit. */
  smokeTestFile: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/** The platform's place for a user's data; the local node alone uses the same. */
export function defaultDataDir(platform: string, env: Environment, home: string): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'MediChain')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'MediChain')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'medichain')
}

/** Reads `--name value` and `--name=value`; Chromium's own switches pass by. */
function switchValue(argv: readonly string[], name: string): string | null {
  const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
  if (at === -1) return null
  const found = argv[at] ?? ''
  return (found === name ? argv[at + 1] : found.slice(name.length + 1)) || null
}

export function readSwitches(argv: readonly string[], env: Environment): Switches {
  const dataDir = switchValue(argv, '--data-dir') ?? env.MEDICHAIN_DATA_DIR
  const smokeTestFile = switchValue(argv, '--smoke-test')
  return {
    dataDir: dataDir ? resolve(dataDir) : defaultDataDir(process.platform, env, homedir()),
    isDemo: argv.includes('--demo'),
    smokeTestFile: smokeTestFile ? resolve(smokeTestFile) : null,
  }
}
