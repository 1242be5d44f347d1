import { usualTimings } from '../node/sync/parts.js'
import { meet, Scene } from '../tests/sync/workstations.js'
import { check, timed } from './support/figure.js'
import { countPatients, plantPatients } from './support/plant-patients.js'
import { startBenchRelay } from './support/relay.js'
import { measure } from './support/report.js'

const longMs = 600_000

await measure(async (settings) => {
  const ops = settings.size === 'quick' ? 5_000 : 50_000
  const rounds: number[] = []
  for (let round = 0; round < settings.rounds; round += 1) rounds.push(await catchUp(ops))
  return {
    id: 'catch-up',
    title: `Catching up after 30 days away: ${ops.toLocaleString('en')} ops pulled, verified, opened and applied`,
    goal: 'at most 2 ms an op',
    unit: 'ms',
    floor: null,
    ours: { name: 'from signing in until every row is there', rounds },
    measured: { name: 'an op', unit: 'ms', rounds: rounds.map((ms) => ms / ops) },
    limit: { atMost: 2 },
    checked: [`${ops} records are rows of both workstations, the same state hash on both sides`],
    notes: ['on SQLCipher, the relay in a process of its own'],
  }
})

/** The second workstation is switched off while the first writes a month's ops. @returns how long it took to have them, in ms */
async function catchUp(ops: number): Promise<number> {
  const relay = await startBenchRelay('sqlcipher')
  const scene = new Scene(usualTimings)
  try {
    const { first } = await scene.clinic({ url: relay.url, fingerprint: null })
    const second = await scene.joined(first, 'Room 2')
    await meet([first, second])
    await second.close()
    plantPatients(first, ops)
    await first.until(async () => (await first.status()).waitingOps === 0, longMs)
    await second.restart()
    const ms = await timed(async () => {
      await second.signIn()
      await second.until(() => countPatients(second) === ops, longMs)
    })
    await meet([first, second])
    check(countPatients(second) === ops, 'all records are rows of the second workstation')
    check(second.hash() === first.hash(), 'both workstations have the same state')
    return ms
  } finally {
    await scene.close()
    await relay.close()
  }
}
