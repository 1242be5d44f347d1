import type { CalendarDate } from '../kernel/instant.js'
import { type Currency, formatMoney, percentOf } from '../kernel/money.js'
import type {
  BenefitUse,
  CategoryBenefit,
  Coverage,
  CoverageReason,
  LineDecision,
  Plan,
  ServiceCategory,
  ServiceLine,
  Verification,
} from './model.js'

/** The plan engine's answer: what a verification keeps of it. */
export type CoverageDecision = Pick<
  Verification,
  | 'isCovered'
  | 'reason'
  | 'explanation'
  | 'lines'
  | 'totalMinor'
  | 'copayMinor'
  | 'coinsurancePercent'
  | 'coveragePercent'
  | 'deductibleLeftMinor'
  | 'patientOwesMinor'
  | 'payerOwesMinor'
  | 'currency'
>

/** What is left of a plan in a benefit year; null where the plan sets no bound. */
export interface BenefitLeft {
  deductibleMinor: number
  outOfPocketMinor: number | null
  visits: number | null
}

/** What is left of a plan after what was used in its year. */
export function benefitLeft(plan: Plan, use: BenefitUse): BenefitLeft {
  return {
    deductibleMinor: atLeastZero(plan.deductibleMinor - use.deductibleMetMinor),
    outOfPocketMinor:
      plan.outOfPocketMaxMinor === null ? null : atLeastZero(plan.outOfPocketMaxMinor - use.outOfPocketMinor),
    visits: plan.visitLimit === null ? null : atLeastZero(plan.visitLimit - use.visits),
  }
}

/**
 * Decides what a plan pays of some charges, as benefit plans do: the deductible first where it applies; of the rest a copay,
 * or coinsurance where the plan names no copay; and all of it capped by what is left of the out-of-pocket maximum.
 * Lines are decided in their order, each on what the ones before left. Visits count toward the plan's limit, medicines do not.
 * What is not covered the patient pays, outside the maximum.
 *
 * @param use what the member used in the benefit year (calendar year) of the day of service, before these lines
 * @param onDay the day of service in the clinic's zone
 * @param currency of the lines; a plan in another currency pays nothing, because nobody has fixed a rate
 */
export function decideCoverage(
  plan: Plan,
  coverage: Pick<Coverage, 'validFrom' | 'validUntil'>,
  use: BenefitUse,
  lines: readonly ServiceLine[],
  onDay: CalendarDate,
  currency: Currency,
): CoverageDecision {
  const left = benefitLeft(plan, use)
  const bar = wholeBar(plan, coverage, onDay, currency)
  if (bar) return summarize(bar.reason, lines.map(notCovered), left.deductibleMinor, 0, currency, bar.sentence)

  const decided: LineDecision[] = []
  const bars: { reason: CoverageReason; sentence: string }[] = []
  let now = left
  for (const line of lines) {
    const benefit = plan.benefits.find(({ category }) => category === line.category)
    const lineBar = barOf(plan, benefit, line, now)
    if (lineBar || !benefit) {
      if (lineBar) bars.push(lineBar)
      decided.push(notCovered(line))
      continue
    }
    const decision = shareLine(line, benefit, now)
    decided.push(decision)
    now = after(now, decision)
  }
  const rate = Math.max(0, ...decided.map((line) => rateOf(plan, line)))
  const isCovered = decided.some((line) => line.isCovered)
  const reason = isCovered ? 'covered' : (bars[0]?.reason ?? 'category-not-covered')
  const words = [
    ...(isCovered ? [sharesInWords(plan, decided, rate, currency)] : []),
    ...new Set(bars.map((b) => b.sentence)),
  ]
  return summarize(reason, decided, left.deductibleMinor, rate, currency, words.join(' '))
}

/** The answer for somebody who uses no coverage: they owe all of it. */
export function decideSelfPay(lines: readonly ServiceLine[], currency: Currency): CoverageDecision {
  return summarize('no-coverage', lines.map(notCovered), 0, 0, currency, 'No coverage is used for this.')
}

/** What these lines take from the member's benefits of the year. What is not covered takes nothing. */
export function benefitUseOf(lines: readonly LineDecision[]): BenefitUse {
  const covered = lines.filter((line) => line.isCovered)
  return {
    deductibleMetMinor: sum(covered, (line) => line.deductibleMinor),
    outOfPocketMinor: sum(covered, (line) => line.patientOwesMinor),
    visits: covered.filter((line) => isVisit(line.category)).length,
  }
}

/** The benefit year that a day belongs to: payers here count by calendar year. */
export const benefitYearOf = (day: CalendarDate): number => Number(day.slice(0, 4))

/** The plan's categories in the words of the desk. */
export const categoryWords: Readonly<Record<ServiceCategory, string>> = {
  'office-visit': 'office visits',
  'specialist-visit': 'visits to specialists',
  'generic-medicine': 'generic medicines',
  'brand-medicine': 'brand medicines',
}

interface Bar {
  reason: CoverageReason
  sentence: string
}

/** Why a coverage pays for nothing at all on this day. */
function wholeBar(
  plan: Plan,
  coverage: Pick<Coverage, 'validFrom' | 'validUntil'>,
  onDay: CalendarDate,
  currency: Currency,
): Bar | undefined {
  const { validFrom, validUntil } = coverage
  if (validFrom > onDay)
    return { reason: 'not-started', sentence: `${plan.name} begins on ${validFrom}; this is on ${onDay}.` }
  if (validUntil !== null && validUntil < onDay)
    return { reason: 'ended', sentence: `${plan.name} ended on ${validUntil}; this is on ${onDay}.` }
  if (plan.currency !== currency)
    return {
      reason: 'currency-differs',
      sentence: `${plan.name} pays in ${plan.currency}; this is charged in ${currency}.`,
    }
  return undefined
}

/** Why a plan pays nothing for one line. */
function barOf(
  plan: Plan,
  benefit: CategoryBenefit | undefined,
  line: ServiceLine,
  left: BenefitLeft,
): Bar | undefined {
  if (!benefit?.isCovered)
    return { reason: 'category-not-covered', sentence: `${plan.name} does not cover ${categoryWords[line.category]}.` }
  if (isVisit(line.category) && left.visits === 0)
    return {
      reason: 'visit-limit-reached',
      sentence: `${plan.name} covers ${plan.visitLimit} visits a year, and they are used up.`,
    }
  return undefined
}

/** One covered line, shared between patient and payer. The cap takes from coinsurance first, then copay, then deductible. */
function shareLine(line: ServiceLine, benefit: CategoryBenefit, left: BenefitLeft): LineDecision {
  const deductible = benefit.deductibleApplies ? Math.min(line.amountMinor, left.deductibleMinor) : 0
  const rest = line.amountMinor - deductible
  const copay = benefit.copayMinor === null ? 0 : Math.min(benefit.copayMinor, rest)
  const coinsurance = benefit.copayMinor === null ? percentOf(rest, benefit.coinsurancePercent) : 0

  const cap = left.outOfPocketMinor ?? line.amountMinor
  const deductibleMinor = Math.min(deductible, cap)
  const copayMinor = Math.min(copay, cap - deductibleMinor)
  const coinsuranceMinor = Math.min(coinsurance, cap - deductibleMinor - copayMinor)
  const patientOwesMinor = deductibleMinor + copayMinor + coinsuranceMinor
  return {
    ...line,
    isCovered: true,
    deductibleMinor,
    copayMinor,
    coinsuranceMinor,
    patientOwesMinor,
    payerOwesMinor: line.amountMinor - patientOwesMinor,
  }
}

function after(left: BenefitLeft, line: LineDecision): BenefitLeft {
  return {
    deductibleMinor: left.deductibleMinor - line.deductibleMinor,
    outOfPocketMinor: left.outOfPocketMinor === null ? null : left.outOfPocketMinor - line.patientOwesMinor,
    visits: left.visits === null || !isVisit(line.category) ? left.visits : left.visits - 1,
  }
}

const notCovered = (line: ServiceLine): LineDecision => ({
  ...line,
  isCovered: false,
  deductibleMinor: 0,
  copayMinor: 0,
  coinsuranceMinor: 0,
  patientOwesMinor: line.amountMinor,
  payerOwesMinor: 0,
})

function summarize(
  reason: CoverageReason,
  lines: LineDecision[],
  deductibleLeftMinor: number,
  coinsurancePercent: number,
  currency: Currency,
  words: string,
): CoverageDecision {
  const totalMinor = sum(lines, (line) => line.amountMinor)
  const patientOwesMinor = sum(lines, (line) => line.patientOwesMinor)
  const payerOwesMinor = totalMinor - patientOwesMinor
  const money = (amountMinor: number) => formatMoney(amountMinor, currency, 'en')
  const owed =
    payerOwesMinor === 0
      ? `The patient owes all of ${money(totalMinor)}.`
      : `The patient owes ${money(patientOwesMinor)}, the plan pays ${money(payerOwesMinor)}.`
  return {
    isCovered: reason === 'covered',
    reason,
    explanation: `${words} ${owed}`,
    lines,
    totalMinor,
    copayMinor: sum(lines, (line) => line.copayMinor),
    coinsurancePercent,
    coveragePercent: totalMinor === 0 ? 0 : Math.floor((payerOwesMinor * 200 + totalMinor) / (2 * totalMinor)),
    deductibleLeftMinor,
    patientOwesMinor,
    payerOwesMinor,
    currency,
  }
}

/** Of what the patient's share is made: `Silver PPO covers this after a copay of $35.00.` */
function sharesInWords(plan: Plan, lines: readonly LineDecision[], rate: number, currency: Currency): string {
  const money = (amountMinor: number) => formatMoney(amountMinor, currency, 'en')
  const deductible = sum(lines, (line) => line.deductibleMinor)
  const copay = sum(lines, (line) => line.copayMinor)
  const coinsurance = sum(lines, (line) => line.coinsuranceMinor)
  const parts = [
    ...(deductible > 0 ? [`${money(deductible)} of the deductible`] : []),
    ...(copay > 0 ? [`a copay of ${money(copay)}`] : []),
    ...(coinsurance > 0 ? [`${rate}% coinsurance, ${money(coinsurance)}`] : []),
  ]
  const what = lines.every((line) => line.isCovered) ? 'this' : 'a part of this'
  return parts.length === 0
    ? `${plan.name} covers ${what} in full.`
    : `${plan.name} covers ${what} after ${parts.join(' and ')}.`
}

/** The coinsurance rate that a decided line came under, 0 where none did. */
function rateOf(plan: Plan, line: LineDecision): number {
  const benefit = plan.benefits.find(({ category }) => category === line.category)
  return line.isCovered && benefit?.copayMinor === null ? benefit.coinsurancePercent : 0
}

const isVisit = (category: ServiceCategory): boolean => category === 'office-visit' || category === 'specialist-visit'
const atLeastZero = (amount: number): number => Math.max(0, amount)
const sum = <T>(items: readonly T[], amountOf: (item: T) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0)
