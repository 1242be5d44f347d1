import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'

const maximumBytes = 5_000_000

export interface Log {
  info(event: string, facts?: Record<string, string | number | boolean | null>): void
  /** Notes a defect by its kind, place and stack, and returns the reference that the person quotes. */
  defect(operation: string, error: unknown): string
  close(): void
}

/**
 * The node's log: JSON lines in the data folder, two files of five megabytes at the most. It holds no patient data: events
 * are named by us, and of an error only its name and stack frames are kept, never its message, which may quote a record.
 */
export function openLog(folder: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'node.log')
  rotate(path)
  const destination = pino.destination({ dest: path, sync: true, mkdir: true, mode: 0o600 })
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    info(event, facts = {}) {
      if (rotate(path)) destination.reopen()
      logger.info({ event, ...facts })
    },
    defect(operation, error) {
      if (rotate(path)) destination.reopen()
      const reference = randomBytes(4).toString('hex').toUpperCase()
      logger.error({ event: 'defect', reference, operation, ...describe(error) })
      if (process.env.MEDICHAIN_DEBUG) console.error(operation, error)
      return reference
    },
    close: () => destination.end(),
  }
}

/** The error's kind and where it arose, cause included. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = 'code' in error ? String(error.code).slice(0, 60) : undefined
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    kind: error.name,
    code,
    at: frames.slice(0, 12).map((frame) => frame.trim()),
    cause: error.cause && describe(error.cause),
  }
}

/** Puts a full log aside, in the place of the one before. @returns whether it was full. */
function rotate(path: string): boolean {
  try {
    if (statSync(path).size <= maximumBytes) return false
    renameSync(path, `${path}.1`)
    return true
  } catch {
    // No log yet, or one that another program holds: it goes on growing until the next time.
    return false
  }
}
