import { fork } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareClinic } from './support/clinic.js'
import { environmentLine, readEnvironment } from './support/environment.js'
import { isMet } from './support/figure.js'
import { type Kept, type Measurement, value } from './support/report.js'
import { keep } from './support/results.js'
import { readSettings, root } from './support/settings.js'

/** In the order in which they are measured: those without windows first. */
const figures = [
  'unlock',
  'search',
  'save',
  'analytics',
  'anchoring',
  'anchoring-all',
  'metering',
  'provision',
  'search-window',
  'lock-screen',
  'memory',
  'relay-sqlcipher',
  'relay-postgres',
  'replicate',
  'catch-up',
  'join',
  'actual',
  'relay-memory',
  'call',
]

const { values } = parseArgs({ options: { only: { type: 'string' } }, strict: false })
const chosen =
  values.only === undefined ? figures : figures.filter((name) => String(values.only).split(',').includes(name))
const settings = readSettings()

console.log(`\nbench: ${settings.size}, ${settings.patients.toLocaleString('en')} patients, ${settings.rounds} rounds`)
console.log(`       ${environmentLine(readEnvironment())}`)
const startedAt = new Date()
await prepareClinic(settings)
console.log(`       the clinic is prepared (${seconds()} s)`)

const measurements: Kept[] = []
const failed: string[] = []
for (const name of chosen) {
  const made = await runFigure(name)
  const measuredOn = new Date().toISOString().slice(0, 10)
  if (made) measurements.push(...made.map((one) => ({ bench: name, measuredOn, ...one })))
  else failed.push(name)
}

console.log('')
for (const { figure } of measurements)
  console.log(`${isMet(figure) ? 'reached' : 'MISSED '}  ${figure.title}: ${value(figure)}, ${figure.goal}`)
for (const name of failed) console.log(`FAILED   bench/${name}.ts: the lines above say why`)
console.log(`\nbench: ${seconds()} s`)
// A quick run looks whether all is well; what is kept is worth keeping.
if (settings.size !== 'quick') keep(measurements, figures, settings)
process.exitCode = failed.length === 0 ? 0 : 1

/** Each figure in a process of its own, so that none inherits the memory or the caches of another. */
function runFigure(name: string): Promise<Measurement[] | undefined> {
  return new Promise((resolve) => {
    const child = fork(join(root, 'bench', `${name}.ts`), process.argv.slice(2))
    let made: Measurement[] | undefined
    child.on('message', (message) => {
      // Only our own program is at the other end.
      made = message as Measurement[]
      child.disconnect()
    })
    child.on('exit', (code) => resolve(code === 0 ? made : undefined))
  })
}

function seconds(): string {
  return ((Date.now() - startedAt.getTime()) / 1000).toFixed(0)
}
