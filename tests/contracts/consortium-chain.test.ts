import { computeAddress } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, ChainPort } from '../../core/ports/chain.js'
import { ChainUnreachable } from '../../core/ports/chain.js'
import { type Anvil, startAnvil } from './support/anvil.js'
import { isRunning, newDeployment, random32, statusWhere } from './support/chain-process.js'
import { describeContractRules } from './support/contract-rules.js'
import { describeManyCalls, expectOnceEach, manyCalls } from './support/many-calls.js'
import { newStaff } from './support/staff.js'

describe("on a consortium's node", () => {
  let anvil: Anvil
  let chain: ChainPort

  beforeAll(async () => {
    anvil = await startAnvil()
    const deployment = await newDeployment()
    await anvil.fund(computeAddress(deployment.operatorKey) as Address)
    chain = deployment.openConsortium(anvil.endpoint)
    await statusWhere(chain, isRunning)
  })
  afterAll(async () => {
    await chain.close()
    await anvil.stop()
  })

  describeContractRules(() => chain)
  describeManyCalls(() => chain)
})

describe('a consortium connection', () => {
  it('says why it cannot start, and starts once it can', async () => {
    const anvil = await startAnvil()
    const deployment = await newDeployment()
    const chain = deployment.openConsortium(anvil.endpoint)
    const { reason } = await statusWhere(chain, ({ state }) => state === 'unreachable')
    expect(reason).toMatch(/funds/i)
    await anvil.fund(computeAddress(deployment.operatorKey) as Address)
    await statusWhere(chain, isRunning)
    await chain.close()
    await anvil.stop()
  })

  it('waits for blocks that come on a timer, also with many calls at once', async () => {
    const anvil = await startAnvil({ args: ['--block-time', '1'] })
    const deployment = await newDeployment()
    await anvil.fund(computeAddress(deployment.operatorKey) as Address)
    const chain = deployment.openConsortium(anvil.endpoint)
    const batches = [1, 2, 3, 4, 5].map(() => chain.anchorBatch([random32(), random32()]))
    const roots = new Set((await Promise.all(batches)).map(({ proofs }) => proofs[0]?.root))
    expect(roots.size).toBe(5)
    await chain.close()
    await anvil.stop()
  })

  it('fits many calls into blocks that are small', async () => {
    const anvil = await startAnvil({ args: ['--gas-limit', '5000000'] })
    const deployment = await newDeployment()
    await anvil.fund(computeAddress(deployment.operatorKey) as Address)
    const chain = deployment.openConsortium(anvil.endpoint)
    const calls = manyCalls(chain, await newStaff(chain), 50)
    await expectOnceEach(chain, calls, await chain.submitMany(calls))
    await chain.close()
    await anvil.stop()
  })

  it('is unreachable while the node is gone, and notices a node that comes back as another chain', async () => {
    const first = await startAnvil()
    const deployment = await newDeployment({ healthIntervalMs: 50 })
    const operator = computeAddress(deployment.operatorKey) as Address
    await first.fund(operator)
    const chain = deployment.openConsortium(first.endpoint)
    const { receipt } = await chain.anchorBatch([random32()])
    const before = chain.status().genesisHash
    await first.stop()
    await statusWhere(chain, ({ state }) => state === 'unreachable')
    await expect(chain.anchorBatch([random32()])).rejects.toThrow(ChainUnreachable)

    const second = await startAnvil({ port: first.port, args: ['--timestamp', '1700000000'] })
    await second.fund(operator)
    const after = await statusWhere(chain, isRunning)
    expect(after.genesisHash).not.toBe(before)
    expect(await chain.blockHash(receipt.blockNumber)).not.toBe(receipt.blockHash)
    await chain.close()
    await second.stop()
  })

  it('refuses to leave the machine without TLS', async () => {
    const deployment = await newDeployment()
    expect(() => deployment.openConsortium('http://chain.example:8545')).toThrow(TypeError)
  })

  it('does not take another chain for its own', async () => {
    const anvil = await startAnvil({ chainId: 7_442 })
    const deployment = await newDeployment()
    const chain = deployment.openConsortium(anvil.endpoint)
    const { reason } = await statusWhere(chain, ({ state }) => state === 'unreachable')
    expect(reason).toContain('7442')
    await chain.close()
    await anvil.stop()
  })
})
