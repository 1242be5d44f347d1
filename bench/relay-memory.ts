import { readFileSync } from 'node:fs'
import { check } from './support/figure.js'
import { foundFleet, Lines, startBenchRelay } from './support/relay.js'
import { measure } from './support/report.js'

const devices = 64
const opsInPush = 250
const bodyBytes = 256

await measure(async (settings) => {
  const ops = { quick: 32_000, default: 96_000, full: 1_024_000 }[settings.size]
  const relay = await startBenchRelay('sqlcipher')
  const lines = new Lines(relay.url)
  const turns = ops / devices / opsInPush
  const memory: number[] = []
  try {
    const fleet = await foundFleet(relay.url, devices)
    const ears = fleet.map((device) => device.listen())
    for (let turn = 0; turn < turns; turn += 1) {
      const batches = fleet.map((device) => {
        const from = device.ops.length + 1
        device.write(opsInPush, bodyBytes)
        return device.batch(from, opsInPush)
      })
      await Promise.all(fleet.map((device, at) => lines.push(device.token, batches[at] ?? new Uint8Array())))
      if ((turn + 1) % Math.max(1, Math.floor(turns / settings.rounds)) === 0)
        memory.push(residentMb(relay.child.pid ?? 0))
    }
    const [first] = fleet
    check(first !== undefined, 'there is a first device')
    // Everybody catches up at once with the newest page of the log.
    const { cursor } = await first.pull(Number.MAX_SAFE_INTEGER)
    check(cursor === turns * devices, 'every push is in the log')
    await Promise.all(fleet.map((device) => device.pull(Math.max(0, cursor - 64))))
    memory.push(residentMb(relay.child.pid ?? 0))
    for (const ear of ears) ear.close()
  } finally {
    lines.close()
    await relay.close()
  }
  return {
    id: 'relay-memory',
    title: `Memory of the relay with ${devices} devices waiting and ${ops.toLocaleString('en')} ops stored`,
    goal: 'below 200 MB',
    unit: 'MB',
    floor: null,
    ours: { name: 'resident, while all push and all catch up', rounds: memory },
    measured: { name: 'most', unit: 'MB', rounds: [Math.max(...memory)] },
    limit: { atMost: 200 },
    checked: [`all ${turns * devices} pushes of ${opsInPush} ops are in the log`],
    notes: ['on SQLCipher, on Linux; 64 live lines are open all the time'],
  }
})

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}
