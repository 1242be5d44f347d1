import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect } from 'vitest'
import * as z from 'zod'
import type { App } from '../support/app.js'
import { isPaintedIn } from './colors.js'

const Findings = z.array(z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.string()) }))

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
/** The only rules whose answer depends on the color scheme. */
const colorRules = ['color-contrast', 'link-in-text-block']

/** What axe-core finds that is serious or critical, as `rule: where`. */
async function seriousFindings({ page }: App, rules: readonly string[] | null): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy does not bind.
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(await readFile(axePath, 'utf8'))
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })
  const found = await page.evaluate(`axe.run(document, ${options}).then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' ' + failureSummary.slice(0, 200)) })))`)
  return Findings.parse(found)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).join(' | ')}`)
}

/** Expects that what the window shows keeps the rules of WCAG in light and dark. */
export async function expectAccessible(app: App, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.page.waitForFunction(isPaintedIn, colorScheme)
    const rules = colorScheme === 'light' ? null : colorRules
    expect(await seriousFindings(app, rules), `${screen}, ${colorScheme}`).toEqual([])
  }
  await app.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}
