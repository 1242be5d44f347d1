import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, rawKeyBytes } from '../adapters/sqlcipher/database.js'
import { chainRuns } from './support/chain-runs.js'
import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, median, ratios, timed } from './support/figure.js'
import { openNode } from './support/node.js'
import { measureAll } from './support/report.js'
import { cacheDir, root } from './support/settings.js'

/** Databases that a round makes of each kind; the median of them counts. */
const databasesARound = 10

await measureAll(async (settings) => {
  const copy = copyOf(await prepareClinic(settings))
  const folder = mkdtempSync(join(cacheDir, 'bare-'))
  const bench = openNode(copy.dataDir, 86_400)
  try {
    const admin = bench.door()
    await admin.identity.signIn({ loginName: staff.admin.loginName, passphrase })
    await chainRuns(bench.records().chain)
    let made = 0
    const name = () => {
      made += 1
      return `Bench ${made}`
    }

    const bareDatabase = () =>
      timed(() => {
        const path = join(folder, `${name()}.db`)
        const bare = openDatabase(path, randomBytes(rawKeyBytes))
        bare.exec('CREATE TABLE about (id TEXT PRIMARY KEY, made_at TEXT NOT NULL) STRICT')
        bare.run('INSERT INTO about (id, made_at) VALUES ($id, $at)', { id: path, at: '2026-01-05T08:00:00.000Z' })
        bare.close()
        const descriptor = openSync(path, 'r')
        fsyncSync(descriptor)
        closeSync(descriptor)
      })
    const secureDatabase = () =>
      timed(async () => {
        const { status, bytes } = await admin.databases.provision({ name: name(), purpose: 'A measurement' })
        check(status === 'ready' && (bytes ?? 0) > 0, 'a secure database is ready')
      })

    const bareNode = async () => {
      const path = mkdtempSync(join(folder, 'chain-'))
      let bare: ChildProcess | undefined
      const ms = await timed(async () => {
        bare = fork(join(root, 'bench', 'peers', 'bare-ganache.mjs'), [path])
        const hash = await new Promise((resolve) => bare?.once('message', resolve))
        check(typeof hash === 'string', 'the bare chain has a first block')
      })
      await gone(bare)
      return ms
    }
    const chainNode = async () => {
      const wish = { name: name(), chainId: 7_442, port: 0, accessToken: null, accounts: [] }
      let id = ''
      const ms = await timed(async () => {
        const node = await admin.chainNodes.provision({ kind: 'process', ...wish })
        check(node.status === 'running', 'a node runs')
        check(node.blockNumber !== null && node.genesisHash !== null, 'its first block is known')
        id = node.id
      })
      await admin.chainNodes.updateStatus({ id, status: 'stopped' })
      await admin.chainNodes.remove({ id })
      return ms
    }

    const databases = { floor: [] as number[], ours: [] as number[] }
    const nodes = { floor: [] as number[], ours: [] as number[] }
    await bareDatabase()
    await secureDatabase()
    await bareNode()
    await chainNode()
    for (let round = 0; round < settings.rounds; round += 1) {
      const times = { floor: [] as number[], ours: [] as number[] }
      for (let done = 0; done < databasesARound; done += 1) {
        times.floor.push(await bareDatabase())
        times.ours.push(await secureDatabase())
      }
      databases.floor.push(median(times.floor))
      databases.ours.push(median(times.ours))
      nodes.floor.push(await bareNode())
      nodes.ours.push(await chainNode())
    }
    return [
      {
        id: 'provision-database',
        title: 'A secure database provisioned: its key wrapped and on the disk, its file made, its state on record',
        goal: 'at most 3 × a bare keyed file with fsync',
        unit: 'ms',
        floor: { name: 'bare SQLCipher file with a table and a row, closed and fsynced', rounds: databases.floor },
        ours: { name: 'databases.provision', rounds: databases.ours },
        measured: { name: 'ratio', unit: '×', rounds: ratios(databases.ours, databases.floor) },
        limit: { atMost: 3 },
        checked: ['every database was ready and had its file'],
        notes: [`the median of ${databasesARound} of each in every round`],
      },
      {
        id: 'provision-node',
        title: 'A blockchain node provisioned, until its first block is known',
        goal: 'at most 1.5 × the start of a bare ganache process',
        unit: 'ms',
        floor: { name: 'bare ganache in a process, until its first block is read', rounds: nodes.floor },
        ours: { name: 'chainNodes.provision of a process with a door', rounds: nodes.ours },
        measured: { name: 'ratio', unit: '×', rounds: ratios(nodes.ours, nodes.floor) },
        limit: { atMost: 1.5 },
        checked: ['every node ran, and its first block and genesis hash were known'],
        notes: ['the clinic’s own chain runs beside both'],
      },
    ]
  } finally {
    await bench.close()
    rmSync(folder, { recursive: true, force: true })
    copy.remove()
  }
})

async function gone(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await ended
}
