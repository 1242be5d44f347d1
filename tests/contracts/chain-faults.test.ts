import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ToChainProcess } from '../../adapters/chain/process-protocol.js'
import { type ChainPort, ChainUnreachable, type MerkleProof } from '../../core/ports/chain.js'
import {
  bundleChainProcess,
  type ForkingHost,
  isRunning,
  killingHost,
  newDeployment,
  newFolder,
  random32,
  statusWhere,
} from './support/chain-process.js'
import { dispense, newStaff, prescribe } from './support/staff.js'

let program: Awaited<ReturnType<typeof bundleChainProcess>>
let host: ForkingHost
let dataDir: string
beforeAll(async () => {
  program = await bundleChainProcess()
})
afterAll(() => program.remove())
beforeEach(async () => {
  host = program.host()
  dataDir = await newFolder()
})
afterEach(() => rm(dataDir, { recursive: true }))

/** As the outbox does: again and again until the chain has it. */
async function persistently<T>(chain: ChainPort, task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof ChainUnreachable)) throw error
      await statusWhere(chain, isRunning)
    }
  }
}

const isTransaction = (message: ToChainProcess) =>
  message.type === 'request' && message.method === 'eth_sendRawTransaction'

describe('a killed chain process', () => {
  it('is started again, and nothing acknowledged is lost', async () => {
    const chain = (await newDeployment()).openLocal(host, dataDir)
    const { doctor, pharmacist } = await newStaff(chain)
    const issue = prescribe(chain, doctor)
    const issued = await chain.submit(issue)
    process.kill(host.pid, 'SIGKILL')
    const { reason } = await statusWhere(chain, ({ state }) => state === 'unreachable')
    expect(reason).toContain('ended')
    await expect(chain.submit(issue)).rejects.toThrow(ChainUnreachable)
    await statusWhere(chain, isRunning)
    expect(host.startCount).toBe(2)
    expect(await chain.blockHash(issued.blockNumber)).toBe(issued.blockHash)
    expect(await chain.submit(issue)).toEqual(issued)
    await chain.submit(dispense(chain, pharmacist, issue))
    expect(await chain.verifyPrescription(issue.medicationHash)).toMatchObject({ state: 'filled' })
    await chain.close()
  })

  it('loses nothing that an outbox repeats, wherever it is killed', async () => {
    const deployment = await newDeployment()
    const killAfter = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(killAfter, async (deaths) => {
        const folder = await newFolder()
        const remaining = [...deaths]
        let sent = 0
        const isFatal = () => {
          if (++sent !== remaining[0]) return false
          remaining.shift()
          sent = 0
          return true
        }
        const chain = deployment.openLocal(killingHost(host, isFatal), folder)
        const batches: { proof: MerkleProof | undefined; blockHash: string; blockNumber: number }[] = []
        for (let i = 0; i < 5; i++) {
          const leaves = [random32(), random32(), random32()]
          const { receipt, proofs } = await persistently(chain, () => chain.anchorBatch(leaves))
          batches.push({ proof: proofs[1], ...receipt })
        }
        for (const { proof, blockHash, blockNumber } of batches) {
          expect(await persistently(chain, () => chain.blockHash(blockNumber))).toBe(blockHash)
          expect(proof && (await persistently(chain, () => chain.verifyProof(proof)))).toBe(true)
        }
        await chain.close()
        await rm(folder, { recursive: true })
      }),
      { numRuns: 4 },
    )
  })

  it('continues a deployment that was cut short at any contract', async () => {
    let transactions = 0
    const isFatal = (message: ToChainProcess) => isTransaction(message) && ++transactions <= 4
    const chain = (await newDeployment()).openLocal(killingHost(host, isFatal), dataDir)
    const { contracts } = await statusWhere(chain, isRunning)
    expect(Object.keys(contracts)).toHaveLength(4)
    expect(host.startCount).toBe(5)
    await chain.close()
  })
})

describe('the chain process', () => {
  it('keeps its state over a normal stop and start', async () => {
    const deployment = await newDeployment()
    const first = deployment.openLocal(host, dataDir)
    const leaves = [random32()]
    const anchored = await first.anchorBatch(leaves)
    const { genesisHash, contracts } = first.status()
    await first.close()
    await expect(first.anchorBatch(leaves)).rejects.toThrow(ChainUnreachable)
    const second = deployment.openLocal(host, dataDir)
    expect(await second.anchorBatch(leaves)).toEqual(anchored)
    expect(second.status()).toMatchObject({ genesisHash, contracts })
    await second.close()
  })

  it('is ended and started again when it hangs', async () => {
    const chain = (await newDeployment({ requestTimeoutMs: 3_000 })).openLocal(host, dataDir)
    const leaves = [random32()]
    await statusWhere(chain, isRunning)
    process.kill(host.pid, 'SIGSTOP')
    await expect(chain.anchorBatch(leaves)).rejects.toThrow('did not answer')
    await statusWhere(chain, isRunning)
    await chain.anchorBatch(leaves)
    await chain.close()
  })

  it('ends when its parent is gone', async () => {
    const chain = (await newDeployment()).openLocal(host, dataDir)
    await statusWhere(chain, isRunning)
    await host.abandon()
    await chain.close()
  })

  it('is told no secret in its arguments', async () => {
    const heard: unknown[] = []
    const start: ForkingHost['start'] = (helper, args) => {
      heard.push([helper, args])
      return host.start(helper, args)
    }
    const chain = (await newDeployment()).openLocal({ start }, dataDir)
    await statusWhere(chain, isRunning)
    expect(heard).toEqual([['chain', {}]])
    await chain.close()
  })
})

describe('a chain that was reset', () => {
  it('is another chain: old blocks and anchors are gone, and can be anchored again', async () => {
    const deployment = await newDeployment()
    const first = deployment.openLocal(host, dataDir)
    const leaves = [random32(), random32()]
    const { receipt, proofs } = await first.anchorBatch(leaves)
    const { genesisHash } = first.status()
    await first.close()
    await rm(dataDir, { recursive: true })

    const second = deployment.openLocal(host, dataDir)
    expect(await second.blockHash(receipt.blockNumber)).not.toBe(receipt.blockHash)
    expect(second.status().genesisHash).not.toBe(genesisHash)
    const [proof] = proofs
    expect(proof && (await second.verifyProof(proof))).toBe(false)
    const again = await second.anchorBatch(leaves)
    expect(again.proofs).toEqual(proofs)
    expect(proof && (await second.verifyProof(proof))).toBe(true)
    await second.close()
  })

  it('accepts the signatures made before the reset', async () => {
    const deployment = await newDeployment()
    const first = deployment.openLocal(host, dataDir)
    const { doctor } = await newStaff(first)
    const issue = prescribe(first, doctor)
    await first.submit(issue)
    await first.close()
    await rm(dataDir, { recursive: true })

    const second = deployment.openLocal(host, dataDir)
    await second.submit({ fn: 'grantRole', role: 'doctor', account: doctor.address })
    await second.submit(issue)
    expect(await second.verifyPrescription(issue.medicationHash)).toMatchObject({ state: 'active' })
    await second.close()
  })
})

describe('while there is no chain', () => {
  it('staff can sign, and calls say that it is unreachable', async () => {
    const deployment = await newDeployment()
    const noHost = { start: () => Promise.reject(new Error('no processes here')) }
    const offline = deployment.openLocal(noHost, dataDir)
    const online = deployment.openLocal(host, dataDir)
    const { doctor } = await newStaff(online)
    const issue = prescribe(offline, doctor)
    await expect(offline.submit(issue)).rejects.toThrow(ChainUnreachable)
    expect(offline.status()).toMatchObject({ state: 'unreachable', contracts: {} })
    expect(offline.status().reason).toContain('no processes here')
    await online.submit(issue)
    await Promise.all([offline.close(), online.close()])
  })

  it('a deployment under another salt is not taken for ours', async () => {
    const deployment = await newDeployment()
    const ours = deployment.openLocal(host, dataDir)
    await statusWhere(ours, isRunning)
    await ours.close()
    const other = await newDeployment({ operatorKey: deployment.operatorKey })
    const theirs = other.openLocal(host, dataDir)
    const { reason } = await statusWhere(theirs, ({ state }) => state === 'unreachable')
    expect(reason).toContain('salt')
    await theirs.close()
  })
})
