import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChainArtifacts, contractNames } from '../adapters/chain/artifacts.js'

/** Folders of what the local node reads at run time: beside its bundle, or in the checkout. */
export interface Assets {
  migrations: string
  resources: string
  contracts: string
}

/** The assets as the build lays them beside `node.cjs`. */
export const assetsBeside = (folder: string): Assets => ({
  migrations: join(folder, 'migrations'),
  resources: join(folder, 'resources'),
  contracts: join(folder, 'contracts'),
})

/** The assets as they lie in the checkout. */
export const assetsInCheckout = (root: string): Assets => ({
  migrations: join(root, 'migrations'),
  resources: join(root, 'resources'),
  contracts: join(root, 'build', 'contracts'),
})

export function readContracts({ contracts }: Assets): ChainArtifacts {
  const entries = contractNames.map((name) => [name, JSON.parse(readFileSync(join(contracts, `${name}.json`), 'utf8'))])
  return Object.fromEntries(entries) as ChainArtifacts
}
