/** The automatic steps of a call with the strength of its line: down quickly, up slowly, and not to and fro. No clock, no media. */

export const steps = ['high', 'medium', 'low', 'audio-only', 'messages'] as const
export type Step = (typeof steps)[number]

/** The line as it was in the last second. What could not be measured is null. */
export interface Sample {
  readonly atMs: number
  /** The worse of both directions. */
  readonly lossPercent: number | null
  readonly roundTripMs: number | null
  /** What the browser believes it could send. */
  readonly outgoingKbps: number | null
  /** Whether the line carries anything at all. */
  readonly isFlowing: boolean
}

export interface Adaptation {
  readonly step: Step
  readonly badSinceMs: number | null
  readonly deadSinceMs: number | null
  readonly goodSinceMs: number | null
  readonly changedAtMs: number | null
  /** How long the line must be good before the next step up; grows when a step up was too much. */
  readonly climbAfterMs: number
  readonly climbedAtMs: number | null
}

/** What each step sends, in kbit/s, with everything around it. */
const neededKbps = { high: 900, medium: 300, low: 110, 'audio-only': 16, messages: 0 } as const satisfies Record<
  Step,
  number
>
const badForMs = { high: 2_500, medium: 2_500, low: 3_000, 'audio-only': 9_000, messages: Number.POSITIVE_INFINITY }
/** Nothing comes through: a picture is given up at once, speech a little later. */
const deadForMs = { picture: 2_500, speech: 5_000 }
/** After silence the line may be as good as before; after weakness it is given more time. */
const climbMs = { afterSilence: 2_000, first: 6_000, last: 48_000 }
/** A step up that fails within this time was too much. */
const trialMs = 12_000
/** So long at one step without trouble, and earlier failures are forgotten. */
const forgetMs = 60_000

export const firstAdaptation: Adaptation = {
  step: 'high',
  badSinceMs: null,
  deadSinceMs: null,
  goodSinceMs: null,
  changedAtMs: null,
  climbAfterMs: climbMs.first,
  climbedAtMs: null,
}

const indexOf = (step: Step) => steps.indexOf(step)
const at = (index: number): Step => steps[Math.max(0, Math.min(steps.length - 1, index))] ?? 'messages'

function isBad({ lossPercent, roundTripMs, outgoingKbps }: Sample, step: Step): boolean {
  if ((lossPercent ?? 0) >= 12 || (roundTripMs ?? 0) >= 1_500) return true
  return outgoingKbps !== null && outgoingKbps < neededKbps[step] * 0.7
}

function isGood({ lossPercent, roundTripMs, outgoingKbps, isFlowing }: Sample, step: Step): boolean {
  if (!isFlowing || (lossPercent ?? 0) >= 4 || (roundTripMs ?? 0) >= 700) return false
  const next = at(indexOf(step) - 1)
  // Without a picture the browser measures no more than sound needs: then calm is the only sign there is.
  const isMeasured = indexOf(step) < indexOf('audio-only') && outgoingKbps !== null
  return !isMeasured || outgoingKbps >= neededKbps[next] * 1.1
}

/** The best step that the measured line carries. */
function stepWithin(outgoingKbps: number | null): Step {
  if (outgoingKbps === null) return 'high'
  return steps.find((step) => outgoingKbps >= neededKbps[step]) ?? 'messages'
}

/** The adaptation after one more sample. Samples come about once a second. */
export function adapted(before: Adaptation, sample: Sample): Adaptation {
  const { step } = before
  const isDead = !sample.isFlowing || (sample.lossPercent ?? 0) >= 60
  const bad = isDead || isBad(sample, step)
  const now: Adaptation = {
    ...before,
    deadSinceMs: isDead ? (before.deadSinceMs ?? sample.atMs) : null,
    badSinceMs: bad ? (before.badSinceMs ?? sample.atMs) : null,
    goodSinceMs: !bad && isGood(sample, step) ? (before.goodSinceMs ?? sample.atMs) : null,
    climbAfterMs:
      hasSettled(before, sample.atMs) && !bad ? Math.min(before.climbAfterMs, climbMs.first) : before.climbAfterMs,
  }
  const deadMs = now.deadSinceMs === null ? 0 : sample.atMs - now.deadSinceMs
  const isSilent = !sample.isFlowing
  if (step === 'audio-only' && deadMs >= deadForMs.speech) return moved(now, 'messages', sample.atMs, isSilent)
  if (indexOf(step) < indexOf('audio-only') && deadMs >= deadForMs.picture)
    return moved(now, 'audio-only', sample.atMs, isSilent)
  if (now.badSinceMs !== null && sample.atMs - now.badSinceMs >= badForMs[step]) {
    const within = indexOf(stepWithin(sample.outgoingKbps))
    // Down to what the line carries, but speech is given up only after it was tried.
    const lower = Math.max(indexOf(step) + 1, Math.min(within, indexOf('audio-only')))
    return moved(now, at(lower), sample.atMs)
  }
  if (step !== 'high' && now.goodSinceMs !== null && sample.atMs - now.goodSinceMs >= now.climbAfterMs)
    return moved(now, at(indexOf(step) - 1), sample.atMs)
  return now
}

const hasSettled = ({ changedAtMs }: Adaptation, atMs: number) => changedAtMs !== null && atMs - changedAtMs >= forgetMs

/** @param isSilent the line was gone, which says nothing of what it carries when it is there */
function moved(before: Adaptation, step: Step, atMs: number, isSilent = false): Adaptation {
  const isClimb = indexOf(step) < indexOf(before.step)
  const wasTooMuch = !isClimb && before.climbedAtMs !== null && atMs - before.climbedAtMs < trialMs
  const isUntried = before.climbAfterMs <= climbMs.first
  const weakMs = isClimb ? before.climbAfterMs : Math.max(before.climbAfterMs, climbMs.first)
  const climbAfterMs = isSilent && isUntried ? climbMs.afterSilence : weakMs
  return {
    step,
    badSinceMs: null,
    deadSinceMs: null,
    goodSinceMs: null,
    changedAtMs: atMs,
    climbAfterMs: wasTooMuch ? Math.min(climbMs.last, climbAfterMs * 2) : climbAfterMs,
    climbedAtMs: isClimb ? atMs : before.climbedAtMs,
  }
}

/** The line in one word, for the person. */
export type LineQuality = 'good' | 'fair' | 'poor' | 'lost'
export function lineQuality({ step }: Adaptation, { lossPercent, roundTripMs, isFlowing }: Sample): LineQuality {
  if (!isFlowing) return 'lost'
  if (step === 'audio-only' || step === 'messages' || (lossPercent ?? 0) >= 8 || (roundTripMs ?? 0) >= 900)
    return 'poor'
  return step === 'high' && (lossPercent ?? 0) < 3 && (roundTripMs ?? 0) < 400 ? 'good' : 'fair'
}
