import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { ChainNode, ChainNodeLogLine, ChainNodes, ProvisionChainNode, WantedNodeStatus } from './model.js'

const NODE_UNKNOWN = { status: 404, message: 'This workstation knows no blockchain node of this id.' } as const
const NOT_POSSIBLE_NOW = {
  status: 409,
  message: 'As it stands now, this cannot be done with this node. Nothing was changed.',
} as const
const OWN_CHAIN = {
  status: 409,
  message: 'This is the clinic’s own chain. It runs by itself and stays. Nothing was changed.',
} as const
const IN_USE = {
  status: 409,
  message: 'The clinic’s records are anchored on this node. Move the clinic to another one first. Nothing was changed.',
} as const
const withId = z.strictObject({ id: AnyId })

/** Routes under the seed's own name. */
const routes = (method: string, rest: string) => ({ aliases: [`${method} /blockchain-nodes${rest}`] })

export const chainNodes = {
  list: query('clinic:manage', routes('GET', ''))
    .route({
      method: 'GET',
      path: '/api/blockchain-nodes',
      summary: 'The blockchain nodes of this workstation, the clinic’s own chain first, and the move that is under way',
    })
    .input(z.strictObject({}))
    .output(ChainNodes),
  provision: command('clinic:manage', routes('POST', ''))
    .route({
      method: 'POST',
      path: '/api/blockchain-nodes',
      successStatus: 201,
      summary:
        'Start a chain here, or register a consortium’s endpoint; `failed` with the reason where that did not work',
    })
    .input(ProvisionChainNode)
    .output(ChainNode)
    .errors({ NAME_TAKEN: { status: 409, message: 'Another node has this name. Choose another one.' } }),
  get: query('clinic:manage', routes('GET', '/{id}'))
    .route({ method: 'GET', path: '/api/blockchain-nodes/{id}', summary: 'One blockchain node' })
    .input(withId)
    .output(ChainNode)
    .errors({ NODE_UNKNOWN }),
  updateStatus: command('clinic:manage', routes('POST', '/{id}/update-status'))
    .route({
      method: 'POST',
      path: '/api/blockchain-nodes/{id}/update-status',
      summary: 'Stop a node, start it, or try again what failed; what it then is, its health says',
    })
    .input(z.strictObject({ id: AnyId, status: WantedNodeStatus }))
    .output(ChainNode)
    .errors({ NODE_UNKNOWN, NOT_POSSIBLE_NOW, OWN_CHAIN, IN_USE }),
  check: command('clinic:manage', routes('POST', '/{id}/check'))
    .route({ method: 'POST', path: '/api/blockchain-nodes/{id}/check', summary: 'Look at a node’s health now' })
    .input(withId)
    .output(ChainNode)
    .errors({ NODE_UNKNOWN, NOT_POSSIBLE_NOW }),
  readLog: query('clinic:manage', routes('GET', '/{id}/log'))
    .route({
      method: 'GET',
      path: '/api/blockchain-nodes/{id}/log',
      summary: 'The last lines of a node’s log, newest first',
    })
    .input(withId)
    .output(z.object({ items: z.array(ChainNodeLogLine) }))
    .errors({ NODE_UNKNOWN }),
  remove: command('clinic:manage', routes('DELETE', '/{id}'))
    .route({
      method: 'DELETE',
      path: '/api/blockchain-nodes/{id}',
      summary: 'Take a node off the list: its credential and, of a chain made here, its blocks are deleted',
    })
    .input(withId)
    .output(z.object({ id: AnyId }))
    .errors({ NODE_UNKNOWN, NOT_POSSIBLE_NOW, OWN_CHAIN, IN_USE }),
  move: command('clinic:manage', routes('POST', '/{id}/move'))
    .route({
      method: 'POST',
      path: '/api/blockchain-nodes/{id}/move',
      summary: 'Move the clinic to this node: everything is anchored there again, in order; back while that goes on',
    })
    .input(withId)
    .output(ChainNodes)
    .errors({
      NODE_UNKNOWN,
      ALREADY_HERE: { status: 409, message: 'The clinic’s records are anchored on this node already.' },
      MOVE_UNDER_WAY: {
        status: 409,
        message: 'The clinic is moving. Wait until it has arrived, or go back to where it comes from.',
      },
      NODE_NOT_RUNNING: {
        status: 409,
        message: 'This node does not run now. The clinic stays where it is; check the node, then try again.',
      },
    }),
}
