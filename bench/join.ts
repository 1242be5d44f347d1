import { usualTimings } from '../node/sync/parts.js'
import { hasJoined, Scene, type Workstation } from '../tests/sync/workstations.js'
import { check, timed } from './support/figure.js'
import { countPatients, plantPatients } from './support/plant-patients.js'
import { startBenchRelay } from './support/relay.js'
import { measure } from './support/report.js'

const longMs = 900_000
/** Behind so many batches a snapshot is made for whoever is let in. */
const fewBatches = 25

await measure(async (settings) => {
  const ops = settings.size === 'quick' ? 10_000 : 100_000
  const relay = await startBenchRelay('sqlcipher')
  const scene = new Scene(usualTimings)
  try {
    const { first } = await scene.clinic({ url: relay.url, fingerprint: null })
    const allSent = () => first.until(async () => (await first.status()).waitingOps === 0, longMs)
    for (let batch = 0; batch < fewBatches; batch += 1) {
      plantPatients(first, 1)
      await allSent()
    }
    plantPatients(first, ops - fewBatches)
    await allSent()
    const rounds: number[] = []
    const stalls: number[] = []
    for (let round = 0; round < settings.rounds; round += 1) {
      const { ms, stallMs } = await join(scene, first, `Room ${round}`, ops)
      rounds.push(ms)
      stalls.push(stallMs)
    }
    return {
      id: 'join',
      title: `A new workstation joins a clinic of ${ops.toLocaleString('en')} ops by its snapshot`,
      goal: 'at most 1 ms an op',
      unit: 'ms',
      floor: null,
      ours: { name: 'from being let in until the lock screen', rounds },
      measured: { name: 'an op', unit: 'ms', rounds: rounds.map((ms) => ms / ops) },
      limit: { atMost: 1 },
      checked: [
        `${ops} records are rows of the new workstation, the same state hash on both sides, begun with a snapshot`,
      ],
      notes: [
        `longest time for which the new workstation answered nobody: ${stalls.map((ms) => ms.toFixed(0)).join(', ')} ms`,
      ],
    }
  } finally {
    await scene.close()
    await relay.close()
  }
})

async function join(scene: Scene, first: Workstation, deviceName: string, ops: number) {
  const { code } = await first.client.devices.invite({})
  const workstation = scene.workstation()
  await workstation.client.devices.join({ code, deviceName })
  const [waiting] = await first.client.devices.listWaiting({})
  check(waiting !== undefined, 'the new workstation asks to be let in')
  await first.client.devices.approve({ inviteId: waiting?.inviteId ?? '', isAdministrator: false })
  let [stallMs, lastAt] = [0, performance.now()]
  const beat = setInterval(() => {
    const now = performance.now()
    stallMs = Math.max(stallMs, now - lastAt)
    lastAt = now
  }, 1)
  const ms = await timed(() => hasJoined(workstation)).finally(() => clearInterval(beat))
  await workstation.signIn()
  const begun = `SELECT 1 FROM audit_entries WHERE action = 'sync.receive' AND actor_name = 'snapshot'`
  check(workstation.records.database.rows(begun).length > 0, 'the new workstation began with a snapshot')
  check(countPatients(workstation) === ops, 'all records are rows of the new workstation')
  check(workstation.hash() === first.hash(), 'both workstations have the same state')
  return { ms, stallMs }
}
