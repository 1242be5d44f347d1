import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import type { App } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { waitForLockScreen } from '../support/app-people.js'
import { isPaintedIn } from './colors.js'
import { type Screen, screens, showScreen } from './screens.js'

let app: App
let axe: string

beforeAll(async () => {
  app = await openDemo()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})
afterAll(() => app.close())

const Findings = z.array(z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.string()) }))

/** What axe-core finds that is serious or critical, as `rule: where`. */
async function seriousFindings(): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not bind.
  await app.page.evaluate(axe)
  const found = await app.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' ' + failureSummary.slice(0, 200)) })))`)
  return Findings.parse(found)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).join(' | ')}`)
}

async function withBothColors(screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.page.waitForFunction(isPaintedIn, colorScheme)
    expect(await seriousFindings(), `${screen}, ${colorScheme}`).toEqual([])
  }
}

test('the lock screen keeps the rules of WCAG in light and dark', async () => {
  await waitForLockScreen(app.page)
  await withBothColors('lock screen')
})

test.each(screens.map((screen): [string, Screen] => [screen.name, screen]))(
  '%s keeps the rules of WCAG in light and dark',
  async (name, screen) => {
    await showScreen(app, screen)
    await withBothColors(name)
  },
)
