import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { computeAddress } from 'ethers'
import Ganache from 'ganache'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clinicKeys } from '../../adapters/keys/clinic-keys.js'
import type { ProofFile } from '../../core/anchoring/model.js'
import { proofFileOf } from '../../core/anchoring/rules.js'
import type { Address } from '../../core/ports/chain.js'
import { checkProof, NotAProof, readProof } from '../../verify/check.js'
import { startAnvil } from './support/anvil.js'
import { isRunning, newDeployment, random32, statusWhere } from './support/chain-process.js'

interface Started {
  endpoint: string
  fund(account: Address): Promise<void>
  stop(): Promise<void>
}

/** The node that ships inside, served over HTTP as a checker would who was given a chain's folder. */
async function startGanache(): Promise<Started> {
  const server = Ganache.server({
    logging: { quiet: true },
    chain: { chainId: 7_441, hardfork: 'shanghai' },
    miner: { instamine: 'eager' },
  })
  await server.listen(0, '127.0.0.1')
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    fund: async (account) =>
      void (await server.provider.send('evm_setAccountBalance', [account, `0x${(10n ** 24n).toString(16)}`])),
    stop: () => server.close(),
  }
}

/** Anchors five records and makes the third one's file. */
async function anchored(node: Started): Promise<ProofFile> {
  const deployment = await newDeployment()
  await node.fund(computeAddress(deployment.operatorKey) as Address)
  const chain = deployment.openConsortium(node.endpoint)
  const status = await statusWhere(chain, isRunning)
  const keys = clinicKeys(Buffer.alloc(32, 7))
  const made = [1, 2, 3, 4, 5].map((version) =>
    keys.commit('note', 'n'.repeat(22), version, { text: `Note ${version}` }),
  )
  const { receipt, proofs } = await chain.anchorBatch(made.map(({ commitment }) => commitment))
  await chain.close()
  const [commitment, proof] = [made[2], proofs[2]]
  if (!commitment || !proof) throw new Error('Nothing was anchored.')
  const file = proofFileOf(
    {
      ...{ kind: 'note', recordId: 'n'.repeat(22), version: 3, domain: 'medichain:note:1', merkle: proof },
      ...{ salt: commitment.salt, contentHash: commitment.contentHash },
    },
    commitment.commitment,
    receipt,
    status,
  )
  if (!file) throw new Error('There is no file.')
  return file
}

const nodes = { ganache: startGanache, anvil: () => startAnvil() } satisfies Record<string, () => Promise<Started>>

describe.each(Object.entries(nodes))('a proof, checked against %s', (_name, start) => {
  let node: Started
  let file: ProofFile
  let folder: string
  beforeAll(async () => {
    node = await start()
    file = await anchored(node)
    folder = await mkdtemp(join(tmpdir(), 'medichain proof '))
  })
  afterAll(async () => {
    await node.stop()
    await rm(folder, { recursive: true })
  })

  const falseClaims = async (changed: unknown, registry?: string) => {
    const proof = readProof(JSON.stringify(changed))
    const findings = await checkProof(proof, { rpc: node.endpoint, ...(registry === undefined ? {} : { registry }) })
    return findings.filter(({ isTrue }) => !isTrue).map(({ claim }) => claim)
  }

  test('holds in every claim', async () => {
    expect(await falseClaims(file)).toEqual([])
    expect(await falseClaims(file, file.chain.registry)).toEqual([])
  })

  test('does not hold once anything in it was changed', async () => {
    const { record, merkle, chain } = file
    const lies: Record<string, unknown> = {
      id: { ...file, record: { ...record, id: 'm'.repeat(22) } },
      version: { ...file, record: { ...record, version: 4 } },
      domain: { ...file, record: { ...record, domain: 'medichain:claim:1' } },
      kind: { ...file, record: { ...record, kind: 'claim' } },
      salt: { ...file, record: { ...record, salt: random32() } },
      content: { ...file, record: { ...record, contentHash: random32() } },
      commitment: { ...file, commitment: random32() },
      root: { ...file, merkle: { ...merkle, root: random32() } },
      path: { ...file, merkle: { ...merkle, path: merkle.path.slice(1) } },
      chainId: { ...file, chain: { ...chain, chainId: 1 } },
      genesis: { ...file, chain: { ...chain, genesisHash: random32() } },
      registry: { ...file, chain: { ...chain, registry: `0x${'1'.repeat(40)}` } },
      transaction: { ...file, chain: { ...chain, txHash: random32() } },
      block: { ...file, chain: { ...chain, blockNumber: chain.blockNumber + 1 } },
    }
    for (const [name, lie] of Object.entries(lies))
      expect([name, (await falseClaims(lie)).length > 0]).toEqual([name, true])
    expect(await falseClaims(file, `0x${'2'.repeat(40)}`)).not.toEqual([])
  })

  test('is checked by the command, which says so by its exit code', async () => {
    const run = promisify(execFile)
    const command = async (name: string, content: unknown) => {
      await writeFile(join(folder, name), JSON.stringify(content))
      const args = ['--import', 'tsx', 'verify/main.ts', join(folder, name), '--rpc', node.endpoint]
      return run(process.execPath, args).then(
        ({ stdout }) => ({ code: 0, stdout }),
        ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
      )
    }
    expect(await command('proof.json', file)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^PROVEN/m) })
    const lie = await command('lie.json', { ...file, commitment: random32() })
    expect(lie).toMatchObject({ code: 1, stdout: expect.stringMatching(/^NOT PROVEN/m) })
    expect(await command('text.json', 'a proof')).toMatchObject({ code: 2 })
  })
})

test('what is not a proof is refused with what is wrong', () => {
  expect(() => readProof('{')).toThrow(NotAProof)
  expect(() => readProof('{"format":"medichain-proof-1"}')).toThrow(/record is missing/)
})
