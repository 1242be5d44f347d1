import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { passphrase } from './clinic.js'
import { root } from './settings.js'

/** Puts the agent into the workstation's page, beside what runs there. */
export async function installAgent(page: Page): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bench', 'support', 'window-agent.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome114',
    logLevel: 'silent',
  })
  await page.evaluate(outputFiles[0]?.text ?? '')
}

/** Opens a port of its own beside the page's, signs somebody in there, and answers the door's number. */
export async function signInAtWindow(page: Page, loginName: string): Promise<number> {
  const door = await page.evaluate(() => window.benchAgent?.openDoor())
  if (door === undefined) throw new Error('The agent is not in the page.')
  await page.evaluate(([at, input]) => window.benchAgent?.call(at, 'identity', 'signIn', input), [
    door,
    { loginName, passphrase },
  ] as const)
  return door
}
