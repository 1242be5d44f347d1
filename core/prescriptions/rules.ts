import { Temporal } from 'temporal-polyfill'
import { addDays, type CalendarDate, dayBounds, dayOf, type Instant } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Prescription, PrescriptionCheck, PrescriptionState } from './model.js'

/** How long a prescription may be filled: Human Medicines Regulations 2012 (UK), regulation 217. */
export const validMonths = 6
/** The same for a controlled medicine: Misuse of Drugs Regulations 2001 (UK), regulation 16. */
export const validDaysControlled = 28

/**
 * The first instant at which a prescription can no longer be filled, the clinic's midnight: six months count from the day of
 * issue itself, the 28 days of a controlled medicine from the day after.
 */
export function expiryOf(issuedAt: Instant, isControlled: boolean, timeZone: string): Instant {
  const day = dayOf(issuedAt, timeZone)
  const firstDayTooLate = isControlled
    ? addDays(day, validDaysControlled + 1)
    : Temporal.PlainDate.from(day).add({ months: validMonths }).toString()
  return dayBounds(firstDayTooLate, timeZone).startsAt
}

/** What happened to a prescription after it was issued. */
export interface PrescriptionLife {
  fillsAllowed: number
  fillsUsed: number
  cancelledAt: Instant | null
  expiresAt: Instant
}

/** Where a prescription stands at an instant. A cancellation outlasts all; what is filled up stays filled when it expires. */
export function lifeOf(
  life: PrescriptionLife,
  now: Instant,
): { state: PrescriptionState; fillsUsed: number; fillsLeft: number } {
  const fillsLeft = Math.max(0, life.fillsAllowed - life.fillsUsed)
  const isExpired = now >= life.expiresAt
  const living = isExpired ? 'expired' : 'active'
  const state = life.cancelledAt !== null ? 'cancelled' : fillsLeft === 0 ? 'filled' : living
  return { state, fillsUsed: life.fillsUsed, fillsLeft }
}

const longDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
/** A day as it stands in a sentence: 3 March 2026. */
export const dayWords = (day: CalendarDate): string => longDay.format(new Date(`${day}T00:00:00.000Z`))

/** What the chain answered, or that it could not be asked. */
export type ChainAnswer =
  | { state: 'unreachable' }
  | { state: 'unknown' }
  | { state: 'active' | 'filled' | 'cancelled'; doctor: string; fillsLeft: number }

/** What was found out about a prescription, to be judged. */
export interface Evidence {
  /** Null where what is needed to recompute it is not here. */
  isContentIntact: boolean | null
  /** Who made the signature; undefined where it is none. */
  signer: string | undefined
  /** The address of the doctor's key, as the clinic knows it. */
  doctorAddress: string | undefined
  chain: ChainAnswer
}

type Finding = PrescriptionCheck['findings'][number]

/** Judges a prescription: every finding a sentence; what could not be checked is said as such and never counted as met. */
export function judge(prescription: Prescription, evidence: Evidence, timeZone: string): PrescriptionCheck {
  const content = contentFinding(prescription, evidence)
  const signature = signatureFinding(prescription, evidence)
  const life = lifeFinding(prescription, timeZone)
  const { onChain, finding } = chainFinding(prescription, evidence.chain)
  const isAuthentic = content.isMet === true && signature.isMet === true && !isOtherDoctor(prescription, evidence.chain)
  return {
    isAuthentic,
    isFillable: isAuthentic && life.isMet === true && onChain !== 'contradicted',
    onChain,
    findings: [content, signature, life, finding],
    prescription,
  }
}

function contentFinding({ doctorName }: Prescription, { isContentIntact }: Evidence): Finding {
  if (isContentIntact === null)
    return { isMet: null, statement: 'Whether the content is what was signed could not be checked here.' }
  return isContentIntact
    ? { isMet: true, statement: 'The content is what was signed.' }
    : { isMet: false, statement: `The content is not what was signed. Do not fill it; ask ${doctorName}.` }
}

function signatureFinding({ doctorName }: Prescription, { signer, doctorAddress }: Evidence): Finding {
  if (doctorAddress === undefined)
    return {
      isMet: null,
      statement: `The key of ${doctorName} is not known here, so the signature could not be checked.`,
    }
  return signer?.toLowerCase() === doctorAddress.toLowerCase()
    ? { isMet: true, statement: `The signature was made with the key of ${doctorName}.` }
    : { isMet: false, statement: `The signature was not made with the key of ${doctorName}. Do not fill it; ask them.` }
}

function lifeFinding(prescription: Prescription, timeZone: string): Finding {
  const { state, doctorName, fillsUsed, fillsLeft, cancellationReason } = prescription
  const lastDay = dayWords(addDays(dayOf(prescription.expiresAt, timeZone), -1))
  switch (state) {
    case 'active':
      return {
        isMet: true,
        statement: `It can be filled until ${lastDay}: ${fillsLeft} of ${fillsUsed + fillsLeft} left.`,
      }
    case 'filled':
      return { isMet: false, statement: 'It has been filled as often as it may be.' }
    case 'expired':
      return { isMet: false, statement: `It could be filled until ${lastDay}. ${doctorName} can issue a new one.` }
    case 'cancelled':
      return { isMet: false, statement: `${doctorName} canceled it: ${cancellationReason ?? 'no reason was given'}.` }
  }
}

function chainFinding(
  prescription: Prescription,
  chain: ChainAnswer,
): { onChain: PrescriptionCheck['onChain']; finding: Finding } {
  const unknown = (statement: string) => ({ onChain: 'unknown', finding: { isMet: null, statement } }) as const
  const contradicted = (statement: string) =>
    ({ onChain: 'contradicted', finding: { isMet: false, statement } }) as const
  const confirmed = (statement: string) => ({ onChain: 'confirmed', finding: { isMet: true, statement } }) as const
  if (chain.state === 'unreachable') return unknown('The chain cannot be asked now.')
  if (chain.state === 'unknown') return unknown('It is not on the chain yet; it goes out by itself.')
  if (isOtherDoctor(prescription, chain)) return contradicted('The chain names another doctor for it. Do not fill it.')
  if (chain.state === 'cancelled' && prescription.state !== 'cancelled')
    return contradicted('It is canceled on the chain, though not here: another workstation did it. Do not fill it.')
  if (chain.state === 'filled' && prescription.fillsLeft > 0)
    return contradicted('On the chain it is filled as often as it may be: another workstation did it. Do not fill it.')
  if (chain.state === 'active' && prescription.state === 'cancelled')
    return confirmed('The chain confirms that it was issued; the cancellation has not reached it yet.')
  if (chain.fillsLeft > prescription.fillsLeft)
    return confirmed('The chain confirms it; the last fill has not reached it yet.')
  if (chain.fillsLeft < prescription.fillsLeft)
    return confirmed(`The chain confirms it, and knows of a fill at another workstation: ${chain.fillsLeft} left.`)
  return confirmed('The chain confirms it: the doctor, and how often it may be filled.')
}

const isOtherDoctor = ({ signer }: Prescription, chain: ChainAnswer): boolean =>
  'doctor' in chain && chain.doctor.toLowerCase() !== signer.toLowerCase()

export type FillRefusal = { code: 'PRESCRIPTION_FILLED' } | { code: 'PRESCRIPTION_NOT_VALID'; reason: string }

/**
 * Whether a prescription may be filled once more, and how well that is known: `chain` where the chain confirmed it, `signature`
 * where it could not be asked or has not got it yet, so that the fill is provisional until the chain accepts it.
 */
export function decideFill(
  prescription: Prescription,
  evidence: Evidence,
  timeZone: string,
): Outcome<'chain' | 'signature', FillRefusal> {
  const check = judge(prescription, evidence, timeZone)
  if (check.isFillable) return accept(check.onChain === 'confirmed' ? 'chain' : 'signature')
  const isFilled = prescription.state === 'filled' || evidence.chain.state === 'filled'
  if (check.isAuthentic && isFilled) return refuse({ code: 'PRESCRIPTION_FILLED' })
  const first =
    check.findings.find(({ isMet }) => isMet === false) ?? check.findings.find(({ isMet }) => isMet === null)
  return refuse({ code: 'PRESCRIPTION_NOT_VALID', reason: first?.statement ?? 'It could not be checked.' })
}
