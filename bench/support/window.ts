import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import type { Client } from '../../tests/support/clinic.js'
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

/** A door of the window and the operations as seen through it: each call goes through the page, its port and the node. */
export interface WindowDoor {
  door: number
  client: Client
}

/** Opens a door and signs somebody in at it. */
export async function signInAtWindow(page: Page, loginName: string): Promise<WindowDoor> {
  const door = await page.evaluate(() => window.benchAgent?.openDoor())
  if (door === undefined) throw new Error('The agent is not in the page.')
  const client = clientOf(page, door)
  await client.identity.signIn({ loginName, passphrase })
  return { door, client }
}

function clientOf(page: Page, door: number): Client {
  const operationsOf = (slice: string) =>
    new Proxy({}, { get: (_target, verb) => (input: unknown) => call(page, door, slice, String(verb), input) })
  // The agent has the same operations under the same names; only the way there is another.
  return new Proxy({}, { get: (_target, slice) => operationsOf(String(slice)) }) as Client
}

const call = (page: Page, door: number, slice: string, verb: string, input: unknown): Promise<unknown> =>
  page.evaluate(([at, inSlice, withVerb, given]) => window.benchAgent?.call(at, inSlice, withVerb, given), [
    door,
    slice,
    verb,
    input,
  ] as const)
