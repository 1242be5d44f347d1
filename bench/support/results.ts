import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kept } from './report.js'
import { root, type Settings } from './settings.js'
import { writeTable } from './table.js'

/**
 * Keeps what was measured, one file for each size, and makes the table in the documentation anew. A figure that was not
 * measured now keeps its last measurement, with its own day and machine beside it: a whole run takes longer than anybody
 * watches, and one figure must not cost the others.
 * @param order the files of `bench/` in the order of the table
 */
export function keep(measured: readonly Kept[], order: readonly string[], settings: Settings): void {
  const folder = join(root, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${settings.size}.json`)
  const known: Kept[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).measurements : []
  const now = new Set(measured.map(({ bench }) => bench))
  const place = ({ bench }: Kept) => order.indexOf(bench)
  const measurements = [...known.filter(({ bench }) => order.includes(bench) && !now.has(bench)), ...measured]
  // The order of the figures of one file is the file's own: sorting is stable.
  measurements.sort((a, b) => place(a) - place(b))
  writeFileSync(file, `${JSON.stringify({ settings, measurements }, null, 2)}\n`)
  writeTable(measurements, settings)
}
