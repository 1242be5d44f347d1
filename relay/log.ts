import pino from 'pino'

export interface Log {
  info(event: string, facts?: Record<string, string | number | boolean | null>): void
  defect(place: string, error: unknown): void
}

/**
 * JSON lines on standard output: events named by us with ids, sizes and times. Of an error only its kind and stack frames
 * are kept, never its message, which may quote what somebody sent.
 */
export function openLog(destination: pino.DestinationStream = pino.destination({ dest: 1, sync: true })): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    info: (event, facts = {}) => logger.info({ event, ...facts }),
    defect: (place, error) => logger.error({ event: 'defect', place, ...describe(error) }),
  }
}

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
