import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { NodeAnswer } from '../../adapters/chain/node-health.js'
import { readHome } from '../../core/anchoring/home.js'
import { type ChainNode, type ChainNodes, ownNodeId } from '../../core/chain-nodes/model.js'
import { afterInterruption, type Judgment, judge, slowMs } from '../../core/chain-nodes/rules.js'
import * as store from '../../core/chain-nodes/store.js'
import { originOf } from '../../core/kernel/endpoint.js'
import type { Instant } from '../../core/kernel/instant.js'
import { accept, refuse } from '../../core/kernel/outcome.js'
import type { ChainNodesPort } from '../../core/ports/chain-nodes.js'
import type { Clock, Ids } from '../../core/ports/clock.js'
import type { DatabasePort } from '../../core/ports/database.js'
import type { Host } from '../../core/ports/host.js'
import type { Log } from '../log.js'
import { folderBytes } from './folder-size.js'
import type { HomeChain } from './home-chain.js'
import { type Moving, openMoving } from './moving.js'
import { NodeLog } from './node-log.js'
import { blocksOf, freeBytes, makeRoom, type Runner, removeBlocks, startRunner } from './runners.js'

export interface ChainNodesParts {
  /** The records' file: the own chain's blocks and the nodes' folder are beside it. */
  file: string
  database: DatabasePort
  home: HomeChain
  host: Pick<Host, 'start'>
  /** The account that pays for the clinic. */
  account: string
  ownChainId: number
  clock: Clock
  ids: Ids
  log: Log
  /** Something about the nodes is otherwise now. */
  told: () => void
  /** Sends what waits for the chain. */
  flush: () => Promise<void>
  /** What counts as slow, where it is not the usual. */
  patienceMs?: number
}

/** What the node itself uses, besides what the operations do. */
export interface OpenChainNodes extends ChainNodesPort, Pick<Moving, 'landed' | 'sent' | 'notSent'> {
  /** Starts what was running; not while the file is still being set up. */
  start(): void
  /** One look at each. */
  look(): Promise<void>
  close(): Promise<void>
}

/** What is known of a node while the program runs. */
interface Life {
  runner: Runner | null
  /** While it is being started, whoever does that says what comes of it; this ends the waiting. */
  giveUp: ((reason: string) => void) | null
  found: Pick<NodeAnswer, 'blockNumber' | 'peers' | 'latencyMs'> | null
  checkedAt: Instant | null
  mostPeers: number
  misses: number
  /** When its process ended, lately. */
  ends: number[]
}

/** A process that ends so often in this time is not started again until somebody looks at it. */
const mostEnds = 4
const endsMs = 120_000
const historyShown = 20

export function folderOfNodes(file: string): string {
  return join(dirname(file), 'chain-nodes')
}

export function openChainNodes(parts: ChainNodesParts): OpenChainNodes {
  const { file, database, home, clock, ids } = parts
  const folder = folderOfNodes(file)
  const around = { ...parts, folder, requestTimeoutMs: 20_000, startTimeoutMs: 120_000 }
  const lives = new Map<string, Life>()
  let isClosed = false

  const rowOf = (id: string) => database.read((db) => store.readNode(db, id))
  const logOf = (id: string) => new NodeLog(join(folder, `${id}.log`), clock)
  const blocksAt = (row: store.NodeRow) => (row.kind === 'own' ? `${file}-chain` : blocksOf(around, row.id))

  function lifeOf(id: string): Life {
    const known = lives.get(id)
    if (known) return known
    const life: Life = {
      runner: null,
      giveUp: null,
      found: null,
      checkedAt: null,
      mostPeers: 0,
      misses: 0,
      ends: [],
    }
    lives.set(id, life)
    return life
  }

  function known(id: string): store.NodeRow {
    const row = rowOf(id)
    if (!row) throw new Error('The blockchain node is not known.')
    return row
  }

  /** A reason that differs in its numbers alone is no news. */
  function setStatus(id: string, judgment: Judgment): void {
    const row = rowOf(id)
    const words = (reason: string | null) => reason?.replace(/[\d.]+/g, '#') ?? null
    if (!row || (row.status === judgment.status && words(row.reason) === words(judgment.reason))) return
    database.transact((db) => store.saveStatus(db, id, judgment, clock.now()))
    logOf(id).write(`${judgment.status[0]?.toUpperCase()}${judgment.status.slice(1)}. ${judgment.reason ?? ''}`.trim())
    parts.told()
  }

  function whole(row: store.NodeRow): ChainNode {
    const { isMade: _, port, ...shown } = row
    const life = lives.get(row.id)
    const judgment = row.kind === 'own' ? judgeOwn() : { status: row.status, reason: row.reason }
    const found = judgment.status === 'stopped' ? null : life?.found
    const { endpoint, accessToken } = database.read((db) => store.readNodeSecrets(db, row.id))
    const chain = row.kind === 'own' ? home.connectionOf(row.id)?.status() : undefined
    const opened = row.kind === 'process' && port !== null && port > 0 ? `http://127.0.0.1:${port}` : null
    return {
      ...shown,
      ...judgment,
      isHome: home.home().nodeId === row.id,
      chainId: row.kind === 'own' ? parts.ownChainId : row.chainId,
      genesisHash: chain?.genesisHash ?? row.genesisHash,
      endpoint: endpoint === null ? opened : originOf(endpoint),
      hasCredential: row.kind === 'consortium' && accessToken !== null,
      blockNumber: chain?.blockNumber ?? found?.blockNumber ?? null,
      peers: found?.peers ?? null,
      latencyMs: found?.latencyMs ?? null,
      diskBytes: row.kind === 'consortium' ? null : folderBytes(blocksAt(row)),
      checkedAt: life?.checkedAt ?? null,
      history: database.read((db) => store.readChanges(db, row.id, historyShown)),
    }
  }

  /** The own chain runs while the clinic anchors there, or comes from there. */
  function judgeOwn(): Judgment {
    const status = home.connectionOf(ownNodeId)?.status()
    if (!status) return { status: 'stopped', reason: 'The clinic anchors on another node. Its blocks are kept.' }
    if (status.state === 'starting') return { status: 'syncing', reason: null }
    if (status.state === 'running') return { status: 'running', reason: null }
    return { status: 'degraded', reason: status.reason }
  }

  /** Starts a node and waits until it answered, or until it is clear that it does not now. */
  async function open(row: store.NodeRow): Promise<Judgment> {
    const life = lifeOf(row.id)
    const secrets = database.read((db) => store.readNodeSecrets(db, row.id))
    let port: number | null = null
    const problem = await new Promise<string | null>((resolve) => {
      life.giveUp = resolve
      life.runner = startRunner(around, row, secrets, {
        state: (state) => {
          if (life.giveUp === null) heard(row.id, life, state)
          else if (state.state !== 'connecting') resolve(state.state === 'up' ? null : state.reason)
        },
        started: (process) => {
          port = process.port
          if (process.port !== null) database.transact((db) => store.savePort(db, row.id, process.port ?? 0))
        },
        log: (text) => logOf(row.id).write(text),
      })
    })
    life.giveUp = null
    if (problem !== null) return { status: 'failed', reason: problem }
    logOf(row.id).write(port === null ? 'It answers.' : `Its process runs, at port ${port}.`)
    return take(row.id, life)
  }

  /** A node that was made says that it is there, or is not any more. */
  function heard(id: string, life: Life, state: { state: string; reason?: string }): void {
    const row = rowOf(id)
    if (isClosed || !row?.isMade || row.status === 'stopped' || row.status === 'provisioning') return
    if (state.state === 'up') void look(id).catch((error: unknown) => parts.log.defect('chain-nodes.look', error))
    if (state.state !== 'down') return
    const now = performance.now()
    life.ends = [...life.ends.filter((at) => now - at < endsMs), now]
    if (row.kind === 'process' && life.ends.length >= mostEnds) {
      void shut(life)
      setStatus(id, { status: 'failed', reason: `${state.reason ?? ''} It ended ${mostEnds} times in a row.`.trim() })
      return
    }
    const after = row.kind === 'process' ? ' It is started again by itself.' : ''
    setStatus(id, { status: 'degraded', reason: `${state.reason ?? ''}${after}` })
  }

  /** Takes over what a look found, and says what that means. */
  async function take(id: string, life: Life): Promise<Judgment> {
    const { answer, problem } = (await life.runner?.look()) ?? { answer: null, problem: 'It was not asked.' }
    const row = known(id)
    const judgment = judge(
      { answer, problem, freeBytes: row.kind === 'process' && existsSync(folder) ? freeBytes(folder) : null },
      {
        ...{ chainId: row.chainId, genesisHash: row.genesisHash, patienceMs: parts.patienceMs ?? slowMs },
        ...{ mostPeers: life.mostPeers, misses: life.misses },
      },
    )
    life.checkedAt = clock.now()
    life.misses = answer === null ? life.misses + 1 : 0
    life.mostPeers = Math.max(life.mostPeers, answer?.peers ?? 0)
    const before = life.found?.blockNumber
    life.found = answer
    if (answer?.blockNumber !== before) parts.told()
    if (answer && answer.chainId === row.chainId && answer.genesisHash !== row.genesisHash) {
      database.transact((db) => store.saveFound(db, id, answer.genesisHash))
      if (row.genesisHash !== null && home.home().nodeId === id) void parts.flush().catch(() => undefined)
    }
    return judgment
  }

  async function look(id: string): Promise<void> {
    const row = rowOf(id)
    const life = lifeOf(id)
    if (row?.kind === 'own') return lookAtOwn(life)
    if (
      !row?.isMade ||
      !life.runner ||
      life.giveUp !== null ||
      row.status === 'stopped' ||
      row.status === 'provisioning'
    )
      return
    const judgment = await take(id, life)
    const { status } = rowOf(id) ?? {}
    if (!isClosed && status !== undefined && status !== 'stopped') setStatus(id, judgment)
  }

  async function lookAtOwn(life: Life): Promise<void> {
    const chain = home.connectionOf(ownNodeId)
    const blockNumber = chain?.status().blockNumber ?? null
    life.found = null
    if (chain && blockNumber !== null && chain.status().state === 'running') {
      const startedAt = performance.now()
      await chain.blockHash(blockNumber).catch(() => null)
      life.found = { blockNumber, peers: null, latencyMs: Math.round(performance.now() - startedAt) }
    }
    life.checkedAt = clock.now()
    saveOwn()
  }

  /** That it starts each morning is no news. */
  function saveOwn(): void {
    const judgment = judgeOwn()
    if (!isClosed && judgment.status !== 'syncing') setStatus(ownNodeId, judgment)
  }

  async function shut(life: Life): Promise<void> {
    const { runner } = life
    life.runner = null
    life.found = null
    life.giveUp?.('It was stopped while it started.')
    await runner?.close()
  }

  /** Makes a node, or nothing: what failed leaves its name, the reason and the log. */
  async function make(id: string): Promise<ChainNode> {
    const row = known(id)
    const life = lifeOf(id)
    let judgment: Judgment
    try {
      if (row.kind === 'process') {
        removeBlocks(around, id)
        makeRoom(around, id)
      }
      // It has to answer now: silence is not waited for.
      life.misses = Number.POSITIVE_INFINITY
      judgment = await open(row)
    } catch (error) {
      judgment = { status: 'failed', reason: reasonOf(error) }
    }
    // The next start finds it half made, and says so.
    if (isClosed) return whole(known(id))
    life.misses = judgment.status === 'failed' ? life.misses : 0
    if (judgment.status === 'failed') {
      await shut(life)
      database.transact((db) => store.saveUnmade(db, id))
      if (row.kind === 'process') removeBlocks(around, id)
    }
    setStatus(id, judgment)
    return whole(known(id))
  }

  async function startAgain(id: string): Promise<ChainNode> {
    await shut(lifeOf(id))
    lifeOf(id).ends = []
    setStatus(id, { status: 'syncing', reason: null })
    const judgment = await open(known(id))
    if (rowOf(id)?.status !== 'stopped') setStatus(id, judgment)
    return whole(known(id))
  }

  async function stop(id: string): Promise<ChainNode> {
    setStatus(id, { status: 'stopped', reason: null })
    await shut(lifeOf(id))
    return whole(known(id))
  }

  function reasonOf(error: unknown): string {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOSPC') return 'The disk of this computer is full. Free some space, then try again.'
    return `Something went wrong (reference ${parts.log.defect('chain-nodes', error)}).`
  }

  const list = (): ChainNodes => ({
    items: database.read(store.readNodes).map(whole),
    move: moving.current(),
    account: parts.account,
  })

  const moving = openMoving({
    ...{ database, home, clock, logOf, told: parts.told, flush: parts.flush },
    arrived(id) {
      saveOwn()
      void look(id).catch((error: unknown) => parts.log.defect('chain-nodes.look', error))
    },
  })
  const stopListening = home.onStatus(saveOwn)

  return {
    list,
    get: (id) => {
      const row = rowOf(id)
      return row && whole(row)
    },
    home: () => {
      const { nodeId, fromId } = database.read(readHome)
      return { homeId: nodeId, fromId }
    },
    isInUse: (id) => {
      const { nodeId, fromId } = database.read(readHome)
      return id === nodeId || id === fromId
    },
    async provision(wish) {
      const id = ids.newId()
      const isProcess = wish.kind === 'process'
      const inserted = database.transact((db) =>
        store.insertNode(
          db,
          {
            ...{ id, kind: wish.kind, name: wish.name, chainId: wish.chainId },
            ...{ port: isProcess ? wish.port : null, accounts: isProcess ? wish.accounts : [] },
          },
          isProcess
            ? { endpoint: null, accessToken: wish.accessToken ?? randomBytes(32).toString('base64url') }
            : { endpoint: wish.endpoint, accessToken: wish.accessToken },
          clock.now(),
        ),
      )
      if (!inserted) return refuse('NAME_TAKEN')
      parts.told()
      return accept(await make(id))
    },
    change(id, wanted) {
      if (wanted === 'stopped') return stop(id)
      if (known(id).isMade) return startAgain(id)
      setStatus(id, { status: 'provisioning', reason: null })
      return make(id)
    },
    async check(id) {
      await look(id)
      parts.told()
      return whole(known(id))
    },
    readLog: (id) => logOf(id).read(),
    async remove(id) {
      await shut(lifeOf(id))
      database.transact((db) => store.deleteNode(db, id))
      lives.delete(id)
      removeBlocks(around, id)
      logOf(id).remove()
      parts.told()
    },
    move(id) {
      moving.begin(id)
      return list()
    },
    landed: moving.landed,
    sent: moving.sent,
    notSent: moving.notSent,
    start() {
      for (const row of database.read(store.readNodes)) {
        if (row.kind === 'own') continue
        const after = afterInterruption(row.status, row.isMade)
        if (row.status === 'provisioning') {
          removeBlocks(around, row.id)
          database.transact((db) => store.saveUnmade(db, row.id))
        }
        if (after) setStatus(row.id, after)
        if (after?.status !== 'syncing') continue
        void open(row)
          .then((judgment) => isClosed || rowOf(row.id)?.status === 'stopped' || setStatus(row.id, judgment))
          .catch((error: unknown) => isClosed || parts.log.defect('chain-nodes.start', error))
      }
    },
    async look() {
      await Promise.all(database.read(store.readNodes).map(({ id }) => look(id)))
    },
    async close() {
      isClosed = true
      stopListening()
      moving.stop()
      await Promise.all([...lives.values()].map(shut))
    },
  }
}
