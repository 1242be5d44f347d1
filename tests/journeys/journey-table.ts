import type { Made, ProofSeen } from './story.js'

export interface JourneyRow {
  step: string
  made: Made
  seconds: number
  proof?: ProofSeen | undefined
}

const headings = ['step', 'made', 'transaction', 'block', 'time'] as const

/** What the journey made, as a table for a terminal: one row a step. */
export function journeyTable(rows: readonly JourneyRow[]): string {
  const cells = rows.map(({ step, made, seconds, proof }, index) => [
    `${index + 1} ${step}`,
    Object.entries(made)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    shortHash(proof?.transaction ?? ''),
    proof?.block ?? '',
    `${seconds.toFixed(1)} s`,
  ])
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(headings), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n')
}

/** Enough of a hash to find it again on the chain page. */
const shortHash = (hash: string): string => (hash.length > 24 ? `${hash.slice(0, 18)}…${hash.slice(-6)}` : hash)
