import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { computeAddress } from 'ethers'
import { expect, it } from 'vitest'
import type { ToChainProcess } from '../../adapters/chain/process-protocol.js'
import {
  type Address,
  type ChainCall,
  type ChainOutcome,
  type ChainPort,
  ChainUnreachable,
} from '../../core/ports/chain.js'
import { startAnvil } from './support/anvil.js'
import {
  bundleChainProcess,
  isRunning,
  killingHost,
  newDeployment,
  newFolder,
  statusWhere,
} from './support/chain-process.js'
import { expectOnceEach, manyCalls } from './support/many-calls.js'
import { newStaff } from './support/staff.js'

/** As the outbox does: again and again until the chain has all of it. */
async function persistently(chain: ChainPort, calls: readonly ChainCall[]): Promise<ChainOutcome[]> {
  for (;;) {
    try {
      return await chain.submitMany(calls)
    } catch (error) {
      if (!(error instanceof ChainUnreachable)) throw error
      await statusWhere(chain, isRunning)
    }
  }
}

const isTransaction = (message: ToChainProcess) =>
  message.type === 'request' && message.method === 'eth_sendRawTransaction'

it('the embedded chain is killed in the midst of many calls: none is lost and none is made twice', async () => {
  const program = await bundleChainProcess()
  const host = program.host()
  const dataDir = await newFolder()
  // Killed as a transaction is sent, and as its receipt is asked for: the one may be mined, the other is.
  let isArmed = false
  let heard = 0
  const isFatal = (message: ToChainProcess) => {
    const isMeant = isTransaction(message) || (message.type === 'request' && message.method.endsWith('Receipt'))
    return isArmed && isMeant && [2, 6, 9, 16].includes(++heard)
  }
  const chain = (await newDeployment()).openLocal(killingHost(host, isFatal), dataDir)
  const calls = manyCalls(chain, await newStaff(chain), 300)
  isArmed = true
  const outcomes = await persistently(chain, calls)
  expect(host.startCount).toBeGreaterThan(2)
  await expectOnceEach(chain, calls, outcomes)
  expect(await chain.submitMany(calls)).toEqual(outcomes)
  await chain.close()
  await rm(dataDir, { recursive: true })
  await program.remove()
})

it("a consortium's node is killed in the midst of many calls, and is back with what it had saved", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medichain-anvil-'))
  const saved = join(folder, 'state.json')
  // Blocks on a timer keep transactions waiting; what came after the save is lost.
  const args = ['--block-time', '1']
  const first = await startAnvil({ args })
  const deployment = await newDeployment({ healthIntervalMs: 50 })
  await first.fund(computeAddress(deployment.operatorKey) as Address)
  const chain = deployment.openConsortium(first.endpoint)
  const calls = manyCalls(chain, await newStaff(chain), 600)
  const sending = persistently(chain, calls)
  await first.nextFullBlock()
  await first.save(saved)
  await first.nextFullBlock()
  await first.stop()
  const second = await startAnvil({ port: first.port, args: [...args, '--load-state', saved] })
  const outcomes = await sending
  await expectOnceEach(chain, calls, outcomes)
  expect(await chain.submitMany(calls)).toEqual(outcomes)
  await chain.close()
  await second.stop()
  await rm(folder, { recursive: true })
})
