import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WebContents } from 'electron'
import type { ClinicFace, NodeProcessState } from '../../core/kernel/shell-protocol.js'
import type { CallDoor } from './call-door.js'
import { clinicToShow, facesOf, folderOf, readClinics, sweepClinics } from './clinic-list.js'
import { type NodeProcess, superviseNode } from './node-process.js'
import type { Switches } from './switches.js'

/** The clinics of this computer, each with a folder, a key file and a local node of its own; the window shows one of them. */
export interface Clinics {
  /** The local node of the clinic that is shown. */
  readonly node: NodeProcess
  /** The folder of the clinic that is shown. */
  readonly folder: string
  readonly shownId: string
  /** Tells of each state of the node that is shown. */
  onState(listener: (state: NodeProcessState) => void): void
  faces(): ClinicFace[]
  /** Gives the window to another clinic. Nothing happens where it has that already. */
  show(id: string, page: WebContents): Promise<void>
  /** Gives the window to a clinic that is yet to be set up or joined. */
  add(page: WebContents): Promise<void>
  lockOthers(): void
  stop(): Promise<void>
}

export interface ClinicsOptions {
  appDir: string
  windowDir: string
  switches: Switches
  callDoor: CallDoor
  /** Loads the page of the clinic that is shown now, at this place. */
  load: (page: WebContents, clinicId: string, place: string) => void
}

export function openClinics({ appDir, windowDir, switches, callDoor, load }: ClinicsOptions): Clinics {
  const { dataDir } = switches
  const nodes = new Map<string, NodeProcess>()
  const listeners = new Set<(state: NodeProcessState) => void>()
  /** Where the window was in each clinic: a place's address holds ids alone. */
  const places = new Map<string, string>()
  const lastFile = join(windowDir, 'shown-clinic')
  let moving: Promise<void> = Promise.resolve()
  const isRunning = (id: string) => nodes.has(id)
  sweepClinics(dataDir, isRunning)
  const clinics = readClinics(dataDir, isRunning)
  let shownId = clinicToShow(clinics, readLast(lastFile))
  // One port serves one clinic: the first that this computer had, whichever the window shows.
  const httpId = clinicToShow(clinics, null)

  function nodeOf(id: string): NodeProcess {
    const known = nodes.get(id)
    if (known) return known
    const node = superviseNode({
      appDir,
      dataDir: folderOf(dataDir, id),
      isDemo: switches.isDemo && id === httpId,
      hasHttpDoor: id === httpId,
      callsGoTo: (relay) => {
        if (id === shownId) callDoor.allow(relay)
      },
    })
    node.onState((state) => {
      if (id === shownId) for (const listener of listeners) listener(state)
    })
    nodes.set(id, node)
    return node
  }

  const faces = () => facesOf(readClinics(dataDir, isRunning), shownId, (id) => nodes.get(id)?.isTaken === true)

  async function move(id: string, page: WebContents): Promise<void> {
    if (id === shownId) return
    const left = nodeOf(shownId)
    places.set(shownId, new URL(page.getURL()).hash)
    callDoor.close()
    await left.leave(page)
    if (left.state.state === 'idle') nodes.delete(shownId)
    shownId = id
    sweepClinics(dataDir, isRunning)
    writeLast(lastFile, id)
    const { callRelay, isTaken } = nodeOf(id)
    if (callRelay !== null) callDoor.allow(callRelay)
    load(page, id, (isTaken && places.get(id)) || '#/today')
  }

  /** One after the other: each leaves the clinic that the one before showed. */
  function show(id: string, page: WebContents): Promise<void> {
    const moved = moving.then(() => move(id, page))
    moving = moved.catch(() => undefined)
    return moved
  }

  return {
    get node() {
      return nodeOf(shownId)
    },
    get folder() {
      return folderOf(dataDir, shownId)
    },
    get shownId() {
      return shownId
    },
    onState: (listener) => void listeners.add(listener),
    faces,
    show(id, page) {
      if (!faces().some((face) => face.id === id)) throw new Error('refused')
      return show(id, page)
    },
    add: (page) => show(randomBytes(6).toString('hex'), page),
    lockOthers() {
      for (const [id, node] of nodes) if (id !== shownId) node.lock()
    },
    async stop() {
      await Promise.all([...nodes.values()].map((node) => node.stop()))
    },
  }
}

function readLast(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function writeLast(file: string, id: string): void {
  try {
    writeFileSync(file, id, { mode: 0o600 })
  } catch {
    // A full disk must not keep anybody from their other clinic; the next start shows the one before.
  }
}
