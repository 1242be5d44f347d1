import { deriveKey, kdfCost } from '../adapters/keys/kdf.js'
import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, timed } from './support/figure.js'
import { openNode } from './support/node.js'
import { measure } from './support/report.js'

const pageSize = 50

await measure(async (settings) => {
  const copy = copyOf(await prepareClinic(settings))
  const salt = new Uint8Array(16).fill(3)
  const rounds = settings.size === 'quick' ? 5 : 9
  const floor: number[] = []
  const ours: number[] = []

  /** A locked workstation that has just been started, as the lock screen has it. */
  async function unlock(): Promise<number> {
    const bench = openNode(copy.dataDir)
    const desk = bench.door()
    check((await desk.identity.getWorkstation({})).state === 'locked', 'the workstation is locked')
    try {
      const startedAt = performance.now()
      await desk.identity.signIn({ loginName: staff.desk.loginName, passphrase })
      const page = await desk.patients.search({ text: '', limit: pageSize })
      const ms = performance.now() - startedAt
      check(page.items.length === pageSize, `the first list holds ${pageSize} people`)
      const total = bench.records().database.row<{ n: number }>('SELECT count(*) AS n FROM patients')?.n
      check(total === settings.patients, `the clinic has ${settings.patients} patients`)
      return ms
    } finally {
      await bench.close()
    }
  }

  const derive = () => timed(() => deriveKey(passphrase, salt, kdfCost))
  try {
    await derive()
    await unlock()
    for (let round = 0; round < rounds; round += 1) {
      // The derivation before and after, so that a machine that changes its pace changes it for both.
      const before = await derive()
      ours.push(await unlock())
      floor.push((before + (await derive())) / 2)
    }
  } finally {
    copy.remove()
  }
  return {
    id: 'unlock',
    title: `From the passphrase to the first list of ${settings.patients.toLocaleString('en')} patients`,
    goal: 'at most the key derivation alone + 150 ms',
    unit: 'ms',
    floor: { name: 'Argon2id alone (64 MiB, 3 passes, in its worker)', rounds: floor },
    ours: { name: 'sign in and list', rounds: ours },
    measured: {
      name: 'more than the derivation',
      unit: 'ms',
      rounds: ours.map((ms, round) => ms - (floor[round] ?? Number.NaN)),
    },
    limit: { atMost: 150 },
    checked: [`${settings.patients} patients are there, and the first ${pageSize} were listed`],
    notes: ['each round a new local node on a locked data folder, its chain process starting beside it'],
  }
})
