import * as z from 'zod'
import { openStored, type StoredOp } from '../../adapters/journal/op-log.js'
import type { Reader, Writer } from '../../core/ports/database.js'
import type { Act } from '../../core/ports/journal.js'
import { DeviceId, Hash } from '../../core/sync/protocol.js'
import { Distrust } from './distrust.js'
import type { SyncParts } from './parts.js'
import { hashAt, headOf, readDevices, readRelay, saveChecked } from './state.js'

/** The heads of other devices' logs as the author had verified them: what a relay cannot forge, and must not contradict. */
const SeenHeads = z.object({
  heads: z.array(z.object({ device: DeviceId, seq: z.int().min(1), hash: Hash })).max(1_000),
})
type SeenHeads = z.infer<typeof SeenHeads>

const act: Act = { actorId: 'system', actorName: 'MediChain', action: 'sync.tellHeads', door: 'system' }

/** Says in an op of our own how far we have seen the others. @param told what was said last. @returns what is said now. */
export function tellHeads(parts: SyncParts, told: string): string {
  const heads = parts.database.read((db) =>
    readDevices(db).flatMap(({ id }) => {
      const head = id === parts.secrets.deviceId ? { seq: 0 } : headOf(db, id)
      return 'hash' in head && head.seq > 0 ? [{ device: id, ...head }] : []
    }),
  )
  const now = JSON.stringify(heads)
  if (now === told || heads.length === 0) return told
  const body: SeenHeads = { heads: heads.slice(0, 1_000) }
  parts.journal.transact(act, (unit) =>
    unit.recorded({ kind: 'device-heads', id: parts.ids.newId(), patientId: null, version: 1, body }),
  )
  return now
}

/** Whether anything but such ops waits to be sent: by themselves they would answer each other for ever. */
export const isMoreThanHeadsWaiting = (db: Reader, device: string): boolean =>
  db.row(`SELECT 1 FROM ops WHERE device = $device AND seq > $acked AND kind <> 'device-heads' LIMIT 1`, {
    device,
    acked: readRelay(db)?.ackedSeq ?? 0,
  }) !== undefined

interface Said {
  device: string
  seq: number
  hash: string
  saidBy: string
}

/**
 * Compares what other devices said they have seen with what is here. They got it from the same relay, before they said so:
 * whatever they saw must be here by the time their word is.
 * @throws {Distrust} where the relay told them otherwise, or held back what it gave them.
 */
export function checkTold({ database, secrets }: SyncParts): void {
  const forks: Said[] = []
  const missing = database.transact((db) => {
    const from = readRelay(db)?.checkedN ?? 0
    const ops = db.rows<StoredOp & { device: string }>(
      `SELECT n, op_id AS opId, header, body, device FROM ops WHERE kind = 'device-heads' AND n > $from AND device <> $own
       ORDER BY n`,
      { from, own: secrets.deviceId },
    )
    for (const op of ops) {
      const said = SeenHeads.safeParse(openStored(secrets.epochs, op).body.body)
      for (const head of said.success ? said.data.heads : []) expect(db, { ...head, saidBy: op.device })
    }
    const last = ops.at(-1)
    if (last) saveChecked(db, last.n)
    return readExpected(db).filter((head) => {
      const hash = hashAt(db, head.device, head.seq)
      if (hash === undefined) return true
      if (hash !== head.hash) forks.push(head)
      else forget(db, head)
      return false
    })
  })
  const [fork] = forks
  if (fork) throw new Distrust('FORKED', { device: fork.device, detail: wordsOf(fork) })
  const [dropped] = missing
  if (dropped) throw new Distrust('DROPPED', { device: dropped.device, detail: wordsOf(dropped) })
}

const wordsOf = ({ seq, saidBy }: Said): string => `op ${seq} as device ${saidBy} has seen it`

function expect(db: Writer, { device, seq, hash, saidBy }: Said): void {
  db.run(
    `INSERT INTO sync_expected_heads (device, seq, hash, said_by) VALUES ($device, $seq, $hash, $saidBy)
     ON CONFLICT DO NOTHING`,
    { device, seq, hash, saidBy },
  )
}

const readExpected = (db: Reader): Said[] =>
  db.rows<Said>('SELECT device, seq, hash, said_by AS saidBy FROM sync_expected_heads ORDER BY device, seq')

const forget = (db: Writer, { device, seq, hash }: Said): void =>
  void db.run('DELETE FROM sync_expected_heads WHERE device = $device AND seq = $seq AND hash = $hash', {
    device,
    seq,
    hash,
  })
