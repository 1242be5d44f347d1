import type { ChainCall, Hex32 } from '../../core/ports/chain.js'
import type { Writer } from '../../core/ports/database.js'

/** Puts a contract call into the outbox; one that is there already stays as it is. `id` is the op's record. */
export function insertCall(
  db: Writer,
  {
    id,
    kind,
    recordId,
    commitment,
    call,
    now,
  }: { id: string; kind: string; recordId: string; commitment: Hex32; call: ChainCall; now: string },
): void {
  db.run(
    `INSERT INTO chain_calls (id, kind, record_id, fn, commitment, call, created_at)
     VALUES ($id, $kind, $recordId, $fn, $commitment, $call, $now) ON CONFLICT (id) DO NOTHING`,
    { id, kind, recordId, fn: call.fn, commitment, call: JSON.stringify(call), now },
  )
}

/** Puts the commitment to one version of a record into the outbox; one that is there already stays as it is. */
export function insertCommitment(
  db: Writer,
  made: { salt: Hex32; contentHash: Hex32; commitment: Hex32 },
  about: { kind: string; id: string; version: number; patientId: string | null; opN: number; now: string },
): void {
  db.run(
    `INSERT INTO chain_commitments (n, kind, record_id, version, patient_id, salt, content_hash, commitment, created_at)
     SELECT $opN, $kind, $id, $version, $patientId, $salt, $contentHash, $commitment, $now
      WHERE NOT EXISTS (SELECT 1 FROM ops o JOIN chain_commitments c ON c.n = o.n
                         WHERE o.kind = $kind AND o.record_id = $id AND c.commitment = $commitment)`,
    {
      ...about,
      salt: bytesOf(made.salt),
      contentHash: bytesOf(made.contentHash),
      commitment: bytesOf(made.commitment),
    },
  )
}

/** A commitment to the first version of a record of which nothing else is known, so that no other can say the same. */
export interface FirstCommitment {
  n: number
  kind: string
  id: string
  version: number
  patientId: string | null
  salt: Hex32
  contentHash: Hex32
  commitment: Hex32
}

/** Puts many first commitments into the outbox in one statement. */
export function insertFirstCommitments(db: Writer, commitments: readonly FirstCommitment[], now: string): void {
  if (commitments.length === 0) return
  db.run(
    `INSERT INTO chain_commitments (n, kind, record_id, version, patient_id, salt, content_hash, commitment, created_at)
     SELECT value ->> 'n', value ->> 'kind', value ->> 'id', value ->> 'version', value ->> 'patientId',
            unhex(substr(value ->> 'salt', 3)), unhex(substr(value ->> 'contentHash', 3)),
            unhex(substr(value ->> 'commitment', 3)), $now
       FROM json_each($commitments)`,
    { commitments: JSON.stringify(commitments), now },
  )
}

const bytesOf = (hex: Hex32): Uint8Array => Buffer.from(hex.slice(2), 'hex')
