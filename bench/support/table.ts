import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentLine } from './environment.js'
import { isMet } from './figure.js'
import { type Kept, spread, value } from './report.js'
import { root, type Settings } from './settings.js'

const page = join(root, 'docs', 'PERFORMANCE.md')
const begin = '<!-- bench: begin -->'
const end = '<!-- bench: end -->'

/** Puts the table between the two marks of docs/PERFORMANCE.md. */
export function writeTable(measurements: readonly Kept[], settings: Settings): void {
  if (!existsSync(page)) return
  const text = readFileSync(page, 'utf8')
  const [before, rest] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))]
  if (!text.includes(begin) || !text.includes(end)) throw new Error(`${page} has no place for the table.`)
  writeFileSync(page, `${before}${begin}\n\n${tableOf(measurements, settings)}\n\n${rest}`)
}

function tableOf(measurements: readonly Kept[], settings: Settings): string {
  const rows = measurements.map(({ figure }) => [
    figure.title,
    figure.floor ? `${figure.floor.name}: ${spread(figure.floor, figure.unit)}` : '–',
    `${figure.ours.name}: ${spread(figure.ours, figure.unit)}`,
    `**${value(figure)}**`,
    figure.goal,
    isMet(figure) ? 'reached' : '**missed**',
  ])
  const lines = [['Figure', 'Floor', 'Ours', 'Measured', 'Goal', ''], Array(6).fill('---'), ...rows]
  return [
    `${settings.patients.toLocaleString('en')} patients, ${settings.rounds} rounds; medians (least–most).`,
    '',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    'The day, and the machine as each figure found it:',
    '',
    ...measurements.map(
      ({ figure, environment, measuredOn }) => `- \`${figure.id}\`: ${measuredOn} · ${environmentLine(environment)}`,
    ),
  ].join('\n')
}
