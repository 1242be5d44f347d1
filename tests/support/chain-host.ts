import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Helper, Host } from '../../core/ports/host.js'
import { childProcessHost } from '../../node/hosts.js'

/** The real chain process, as the build made it. */
export function builtChainHost(): Host {
  const program = join(process.cwd(), 'build', 'app', 'chain.cjs')
  if (!existsSync(program)) throw new Error('The programs are not built. Run `npm run build`, then the tests again.')
  return childProcessHost(() => program)
}

/** The real chain process, with a hand on each that was started. */
export function watchedChainHost(): { host: Pick<Host, 'start'>; running: Helper[] } {
  const running: Helper[] = []
  const real = builtChainHost()
  return {
    running,
    host: {
      start: async (program, args) => {
        const helper = await real.start(program, args)
        running.push(helper)
        return helper
      },
    },
  }
}
