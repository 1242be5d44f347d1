import { createChain } from '../../adapters/chain/chain.js'
import { ownNodeId } from '../../core/chain-nodes/model.js'
import { readNode, readNodeSecrets } from '../../core/chain-nodes/store.js'
import type { ChainPort } from '../../core/ports/chain.js'
import type { DatabasePort } from '../../core/ports/database.js'
import type { Host } from '../../core/ports/host.js'
import { type Assets, readContracts } from '../assets.js'
import type { ClinicSecrets } from '../secrets.js'

export interface ConnectParts {
  file: string
  database: DatabasePort
  secrets: ClinicSecrets
  around: { host: Pick<Host, 'start'>; assets: Assets }
}

/** The clinic's contracts on a node's chain: they are deployed there the first time. */
export function connectChain(nodeId: string, { file, database, secrets, around }: ConnectParts): ChainPort {
  const deployment = {
    operatorKey: secrets.operatorKey,
    salt: secrets.deploymentSalt,
    artifacts: readContracts(around.assets),
  }
  if (nodeId === ownNodeId)
    return createChain({ ...deployment, chainId: secrets.chainId, host: around.host, dataDir: `${file}-chain` })
  const node = database.read((db) => readNode(db, nodeId))
  if (!node || node.chainId === null) throw new Error('The node that the clinic anchors on is not known.')
  const { endpoint, accessToken } = database.read((db) => readNodeSecrets(db, nodeId))
  return createChain({
    ...deployment,
    chainId: node.chainId,
    // Staff sign for the clinic, on whichever chain it anchors: what they signed before stays valid.
    clinicChainId: secrets.chainId,
    endpoint: endpoint ?? `http://127.0.0.1:${node.port ?? 0}`,
    kind: node.kind === 'consortium' ? 'consortium' : 'local',
    ...(accessToken === null ? {} : { accessToken }),
  })
}
