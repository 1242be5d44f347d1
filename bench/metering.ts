import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, median, ratios, timed } from './support/figure.js'
import { openNode } from './support/node.js'
import { makePeople } from './support/people.js'
import { measure } from './support/report.js'

/** Saves in a row, after the last of which the meter looks: a workstation looks once a minute, however much was saved. */
const blockSize = 20
const warmUp = 50

await measure(async (settings) => {
  const pairs = settings.size === 'quick' ? 24 : 60
  const copy = copyOf(await prepareClinic(settings))
  // The node's own beat is a day: the meter looks when it is told to, or not at all.
  const bench = openNode(copy.dataDir, 86_400)
  try {
    const desk = bench.door()
    await desk.identity.signIn({ loginName: staff.desk.loginName, passphrase })
    const { database, meter } = bench.records()
    const next = makePeople(31)
    const save = () => desk.patients.register({ ...next(), isConfirmedNew: true })
    const kept = () =>
      database.rows<{ resource: string; quantity: number }>(
        'SELECT resource, sum(quantity) AS quantity FROM usage_pending GROUP BY resource ORDER BY resource',
      )
    for (let warm = 0; warm < warmUp; warm += 1) await save()
    meter.look()
    const before = new Map(kept().map(({ resource, quantity }) => [resource, quantity]))
    const floor: number[] = []
    const ours: number[] = []
    const looks: number[] = []
    for (let round = 0; round < settings.rounds; round += 1) {
      const times = { floor: [] as number[], ours: [] as number[], looks: [] as number[] }
      for (let done = 0; done < pairs; done += 1)
        for (const side of (round + done) % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const)) {
          for (let saved = 0; saved < blockSize; saved += 1) times[side].push(await timed(save))
          if (side === 'ours') times.looks.push(await timed(() => meter.look()))
        }
      floor.push(median(times.floor))
      // What a save costs beside looks, and its share of them: saves that come after a look may be slower for it.
      ours.push(median(times.ours) + median(times.looks) / blockSize)
      looks.push(median(times.looks))
    }
    const after = kept()
    const computed = after.find(({ resource }) => resource === 'compute')?.quantity ?? 0
    check(computed > (before.get('compute') ?? 0), 'processor time was metered')
    check(
      after.some(({ resource, quantity }) => resource === 'storage' && quantity > 0),
      'storage was metered',
    )
    return {
      id: 'metering',
      title: `A clinical save with and without the meter, which looks after every ${blockSize}`,
      goal: 'at most 3 % more',
      unit: 'ms',
      floor: { name: 'patients.register, nothing metered', rounds: floor },
      ours: { name: 'patients.register, and its share of the looks', rounds: ours },
      measured: { name: 'ratio', unit: '×', rounds: ratios(ours, floor) },
      limit: { atMost: 1.03 },
      checked: ['processor time and storage of the hour were kept after the looks'],
      notes: [
        `medians of ${pairs * blockSize} saves each way in every round, ${blockSize} in turn`,
        `a look by itself: ${looks.map((ms) => ms.toFixed(2)).join(', ')} ms; a workstation makes one a minute`,
      ],
    }
  } finally {
    await bench.close()
    copy.remove()
  }
})
