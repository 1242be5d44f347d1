import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import type { ChainPort } from '../../core/ports/chain.js'
import { bundleChainProcess, isRunning, newDeployment, newFolder, statusWhere } from './support/chain-process.js'
import { describeContractRules } from './support/contract-rules.js'
import { describeManyCalls } from './support/many-calls.js'

let program: Awaited<ReturnType<typeof bundleChainProcess>>
let dataDir: string
let chain: ChainPort

beforeAll(async () => {
  program = await bundleChainProcess()
  dataDir = await newFolder()
  chain = (await newDeployment()).openLocal(program.host(), dataDir)
  await statusWhere(chain, isRunning)
})
afterAll(async () => {
  await chain.close()
  await rm(dataDir, { recursive: true })
  await program.remove()
})

describe('on the embedded chain', () => {
  describeContractRules(() => chain)
  describeManyCalls(() => chain)
})
