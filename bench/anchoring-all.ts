import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createChain } from '../adapters/chain/chain.js'
import type { PatientId } from '../core/kernel/ids.js'
import type { Hex32 } from '../core/ports/chain.js'
import { assetsInCheckout, readContracts } from '../node/assets.js'
import { builtChainHost } from '../tests/support/chain-host.js'
import { chainRuns } from './support/chain-runs.js'
import { copyOf, passphrase, prepareClinic, staff } from './support/clinic.js'
import { check, timed } from './support/figure.js'
import { openNode } from './support/node.js'
import { measure } from './support/report.js'
import { root } from './support/settings.js'

/** The outbox's own size of a batch. */
const batchSize = 5_000
/** Proofs that are asked for again, through the operation, and checked by the chain. */
const proofsChecked = 100

/** A clinic's whole past, anchored at once: its chain was lost, or it moves to another. */
await measure(async (settings) => {
  const rounds = Math.min(3, settings.rounds)
  const records = settings.patients
  const floor: number[] = []
  const ours: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const copy = copyOf(await prepareClinic(settings))
    try {
      floor.push(await anchorBare(join(copy.dataDir, 'bare-blocks'), records))
      ours.push(await anchorClinic(copy.dataDir, records))
    } finally {
      copy.remove()
    }
  }
  return {
    id: 'anchoring-all',
    title: `${records.toLocaleString('en')} records that wait, until each has its proof in the records`,
    goal: 'at most 1 ms a record',
    unit: 'ms',
    floor: {
      name: `the same number of leaves in batches of ${batchSize.toLocaleString('en')}, nothing kept`,
      rounds: floor,
    },
    ours: { name: 'anchoring.anchorNow after the chain was lost', rounds: ours },
    measured: { name: 'a record', unit: 'ms', rounds: ours.map((ms) => ms / records) },
    limit: { atMost: 1 },
    checked: [
      'nothing was left waiting, and every record had a batch, a place in it and a path',
      `${proofsChecked} proofs of each round were confirmed by the chain, and the content under them was intact`,
    ],
    notes: ['each round a new chain in its own process; proofs are written durably, a transaction for each batch'],
  }
})

/** What the chain's client alone takes. */
async function anchorBare(dataDir: string, count: number): Promise<number> {
  const random32 = (): Hex32 => `0x${randomBytes(32).toString('hex')}`
  const chain = createChain({
    ...{ host: builtChainHost(), dataDir, operatorKey: random32(), chainId: 7_443, salt: random32() },
    artifacts: readContracts(assetsInCheckout(root)),
  })
  try {
    await chainRuns(chain)
    const leaves = Array.from({ length: count }, random32)
    return await timed(async () => {
      for (let from = 0; from < count; from += batchSize) {
        const { proofs } = await chain.anchorBatch(leaves.slice(from, from + batchSize))
        check(proofs.length === Math.min(batchSize, count - from), 'each leaf has a proof')
      }
    })
  } finally {
    await chain.close()
  }
}

async function anchorClinic(dataDir: string, count: number): Promise<number> {
  // Without its blocks the chain begins anew, and everything waits again.
  rmSync(join(dataDir, 'records.db-chain'), { recursive: true, force: true })
  const bench = openNode(dataDir, 86_400)
  try {
    const admin = bench.door()
    await admin.identity.signIn({ loginName: staff.admin.loginName, passphrase })
    const { chain, database } = bench.records()
    await chainRuns(chain)
    const ms = await timed(() => admin.anchoring.anchorNow({}))
    const state = database.row<{ all: number; proven: number }>(
      'SELECT count(*) AS "all", count(batch_n IS NOT NULL AND leaf_index IS NOT NULL AND merkle_path IS NOT NULL OR NULL) AS proven FROM chain_commitments',
    )
    check(state !== undefined && state.all >= count && state.proven === state.all, 'every record has its proof')
    const sample = database.rows<{ id: PatientId }>('SELECT id FROM patients ORDER BY random() LIMIT $limit', {
      limit: proofsChecked,
    })
    for (const { id } of sample) {
      const proof = await admin.anchoring.getProof({ kind: 'patient', recordId: id })
      check(proof.isOnChain === true && proof.isContentIntact, 'the chain confirms a proof')
    }
    return ms
  } finally {
    await bench.close()
  }
}
