import { type Environment, environmentLine, readEnvironment } from './environment.js'
import { type Figure, isMet, median, type Series } from './figure.js'
import { readSettings, type Settings } from './settings.js'

/** What a figure's process tells the run. */
export interface Measurement {
  environment: Environment
  figure: Figure
}

/** A measurement as it is kept: by which file of `bench/`, and on which day. */
export interface Kept extends Measurement {
  bench: string
  measuredOn: string
}

/** Measures one figure, prints it with its surroundings, and hands it to the run, if one listens. */
export const measure = (work: (settings: Settings) => Promise<Figure>): Promise<void> =>
  measureAll(async (settings) => [await work(settings)])

/** The same where one process measures several figures in the same turns. */
export async function measureAll(work: (settings: Settings) => Promise<Figure[]>): Promise<void> {
  const environment = readEnvironment()
  const made = (await work(readSettings())).map((figure): Measurement => ({ environment, figure }))
  for (const measurement of made) console.log(describe(measurement))
  process.send?.(made)
}

export function describe({ environment, figure }: Measurement): string {
  const { title, goal, floor, ours, measured, checked, notes, unit } = figure
  return [
    '',
    `${isMet(figure) ? 'reached' : 'MISSED '}  ${title}: ${value(figure)}, ${goal}`,
    ...(floor ? [`         ${floor.name}: ${spread(floor, unit)}`] : []),
    `         ${ours.name}: ${spread(ours, unit)}`,
    `         ${measured.name}: ${measured.rounds.map((each) => round(each)).join(', ')} ${measured.unit}`,
    ...checked.map((line) => `         asserted: ${line}`),
    ...notes.map((line) => `         ${line}`),
    `         ${environmentLine(environment)}`,
  ].join('\n')
}

/** The figure itself: the median of its rounds. */
export const value = ({ measured }: Figure): string => `${round(median(measured.rounds))} ${measured.unit}`

/** Median, and from the least to the most. */
export const spread = ({ rounds }: Series, unit: string): string =>
  `${round(median(rounds))} ${unit} (${round(Math.min(...rounds))}–${round(Math.max(...rounds))})`

/** Three digits that count. */
function round(number: number): string {
  if (Math.abs(number) >= 100) return Math.round(number).toLocaleString('en')
  return String(Number(number.toPrecision(3)))
}
