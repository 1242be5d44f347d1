import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createChain } from '../adapters/chain/chain.js'
import type { ChainPort, ChainStatus, Hex32, MerkleProof } from '../core/ports/chain.js'
import { assetsInCheckout, readContracts } from '../node/assets.js'
import { builtChainHost } from '../tests/support/chain-host.js'
import { check, median, timed } from './support/figure.js'
import { measure } from './support/report.js'
import { cacheDir, root } from './support/settings.js'

const records = 1_000
/** One by one takes half a minute for all: this many are really sent in each round, and the median of them is scaled. */
const sentOneByOne = 100
/** How often a round changes between one by one and a batch. */
const turns = 5

type Anchored = Awaited<ReturnType<ChainPort['anchorBatch']>>

const random32 = (): Hex32 => `0x${randomBytes(32).toString('hex')}`
const newLeaves = (count: number) => Array.from({ length: count }, random32)

await measure(async (settings) => {
  const folder = mkdtempSync(join(cacheDir, 'chain-'))
  const chain = createChain({
    host: builtChainHost(),
    dataDir: join(folder, 'blocks'),
    operatorKey: random32(),
    chainId: 7_441,
    salt: random32(),
    artifacts: readContracts(assetsInCheckout(root)),
  })
  const floor: number[] = []
  const ours: number[] = []
  try {
    await statusWhere(chain, ({ state }) => state === 'running')
    for (let warm = 0; warm < 3; warm += 1) {
      await anchorOneByOne(chain, newLeaves(5))
      await anchorTogether(chain, newLeaves(records))
    }
    for (let round = 0; round < settings.rounds; round += 1) {
      const singles: number[] = []
      const batches: number[] = []
      for (let turn = 0; turn < turns; turn += 1) {
        singles.push(...(await anchorOneByOne(chain, newLeaves(sentOneByOne / turns))))
        batches.push(await anchorTogether(chain, newLeaves(records)))
      }
      floor.push(median(singles) * records)
      ours.push(median(batches))
    }
  } finally {
    await chain.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    id: 'anchoring',
    title: `${records.toLocaleString('en')} records anchored on the embedded chain as one Merkle batch`,
    goal: 'at least 250 × faster than one by one',
    unit: 'ms',
    floor: { name: `one by one (${sentOneByOne} sent in each round, their median × ${records})`, rounds: floor },
    ours: { name: `one batch, with a proof for each (median of ${turns})`, rounds: ours },
    measured: { name: 'faster', unit: '×', rounds: floor.map((ms, round) => ms / (ours[round] ?? Number.NaN)) },
    limit: { atLeast: 250 },
    checked: [
      `the chain verified ${settings.rounds * turns * 11} proofs of the batches and ${settings.rounds * turns} of records that went alone`,
    ],
    notes: ['the chain in its own process, as it ships; each time until the transaction is mined'],
  }
})

/** Each record as a batch of its own: a transaction for each. */
async function anchorOneByOne(chain: ChainPort, leaves: Hex32[]): Promise<number[]> {
  const made: Anchored[] = []
  const times: number[] = []
  for (const leaf of leaves) times.push(await timed(async () => made.push(await chain.anchorBatch([leaf]))))
  const transactions = new Set(made.map(({ receipt }) => receipt.txHash))
  check(transactions.size === leaves.length, 'each record had a transaction of its own')
  await checkProofs(chain, made.at(-1)?.proofs ?? [], 1)
  return times
}

async function anchorTogether(chain: ChainPort, leaves: Hex32[]): Promise<number> {
  const made: Anchored[] = []
  const ms = await timed(async () => made.push(await chain.anchorBatch(leaves)))
  await checkProofs(chain, made[0]?.proofs ?? [], leaves.length)
  return ms
}

async function checkProofs(chain: ChainPort, proofs: MerkleProof[], count: number): Promise<void> {
  check(new Set(proofs.map(({ leaf }) => leaf)).size === count, 'each record has a proof of its own')
  for (const proof of proofs.filter((_, at) => at % 97 === 0))
    check(await chain.verifyProof(proof), 'the chain verifies a proof')
}

function statusWhere(chain: ChainPort, isWanted: (status: ChainStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (status: ChainStatus) => {
      if (!isWanted(status)) return
      stop()
      resolve()
    }
    const stop = chain.onStatus(look)
    look(chain.status())
  })
}
