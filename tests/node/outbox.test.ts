import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { PatientId } from '../../core/kernel/ids.js'
import { type ChainStatus, ChainUnreachable } from '../../core/ports/chain.js'
import { builtChainHost, watchedChainHost } from '../support/chain-host.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { beginVisit } from '../support/visit.js'

let clinic: TestClinic
afterEach(() => clinic.close())

const counts = async () => {
  const { waiting, anchored, refused } = await (await clinic.as('auditor')).anchoring.getStatus({})
  return { waiting, anchored, refused }
}
/** Waits until the chain runs, and is the one that is meant. */
function untilRunning(isMeant: (status: ChainStatus) => boolean): Promise<void> {
  const { chain } = clinic.records
  return new Promise((resolve) => {
    const look = (status: ChainStatus) => {
      if (status.state === 'running' && isMeant(status)) resolve()
    }
    chain.onStatus(look)
    look(chain.status())
  })
}

const landed = () =>
  clinic.database.rows<{ fn: string; onChainId: string }>(
    `SELECT fn, on_chain_id AS onChainId FROM chain_calls WHERE state = 'anchored' ORDER BY n`,
  )

/** Queues a record's call, signed by this member of staff, past all that the domain would check. */
function queueRecord(patientId: PatientId, { key }: Pick<ReturnType<TestClinic['staff']>, 'key'>): void {
  const { keys, chain, journal } = clinic.records
  const patient = keys.patientAddress(patientId)
  const unsigned = { fn: 'addRecord', patient, recordHash: keys.newSalt(), timestamp: 0 } as const
  const nonce = keys.newSalt()
  const signed = { signer: key.address, nonce, signature: key.sign(chain.digest(unsigned, nonce)) }
  journal.transact({ actorId: 'test', actorName: 'Test', action: 'test.tamper', door: 'system' }, (unit) =>
    unit.call({ kind: 'note', id: 'n'.repeat(22), patientId }, unsigned.recordHash, { ...unsigned, signed }),
  )
}

test('while no chain runs everything waits; nothing is lost and nothing is claimed', async () => {
  clinic = await openClinic()
  await beginVisit(clinic)
  const { waiting } = await counts()
  expect(waiting).toBeGreaterThan(3)
  await expect(clinic.records.outbox.flush()).rejects.toThrow(ChainUnreachable)
  expect(await counts()).toEqual({ waiting, anchored: 0, refused: 0 })
})

test('calls land in their order, then all commitments in one batch, each once', async () => {
  clinic = await openClinic({ host: builtChainHost() })
  await beginVisit(clinic)
  const { waiting } = await counts()
  await clinic.records.outbox.flush()
  expect(await counts()).toEqual({ waiting: 0, anchored: waiting, refused: 0 })
  const block = clinic.records.chain.status().blockNumber
  await clinic.records.outbox.flush()
  expect(clinic.records.chain.status().blockNumber).toBe(block)
})

test('a chain process that is killed while it works loses nothing and repeats nothing', async () => {
  const { host, running } = watchedChainHost()
  clinic = await openClinic({ host })
  await beginVisit(clinic)
  const { waiting } = await counts()
  const stop = clinic.records.chain.onStatus((status) => {
    if (status.state === 'running' && running.length === 1) running[0]?.kill()
  })
  await clinic.records.outbox.flush().catch((error: unknown) => expect(error).toBeInstanceOf(ChainUnreachable))
  stop()
  await untilRunning(() => running.length > 1)
  await clinic.records.outbox.flush()
  expect(await counts()).toEqual({ waiting: 0, anchored: waiting, refused: 0 })
  expect(running.length).toBeGreaterThan(1)
})

test('a chain that was reset gets everything again, in the old order', async () => {
  const { host, running } = watchedChainHost()
  clinic = await openClinic({ host })
  await beginVisit(clinic)
  await clinic.records.outbox.flush()
  const before = { counts: await counts(), landed: landed() }
  const genesis = clinic.records.chain.status().genesisHash
  const isNew = untilRunning((status) => status.genesisHash !== genesis)
  const gone = new Promise<void>((resolve) => running[0]?.onExit(() => resolve()))
  running[0]?.kill()
  await gone
  rmSync(join(clinic.folder, 'records.db-chain'), { recursive: true })
  await isNew
  await clinic.records.outbox.flush()
  expect({ counts: await counts(), landed: landed() }).toEqual(before)
})

test('what a contract refuses is put before a person, and the rest goes on', async () => {
  clinic = await openClinic({ host: builtChainHost() })
  const { patient } = await beginVisit(clinic)
  // A pharmacist's key has no right to record; only somebody who tampers with the file can queue such a call.
  queueRecord(patient.id, clinic.staff('pharmacist'))
  await clinic.records.outbox.flush()
  expect(await counts()).toMatchObject({ waiting: 0, refused: 1 })
  const { items } = await (await clinic.as('tenant-admin')).tasks.list({})
  expect(items.map(({ kind }) => kind)).toEqual(['chain-refusal'])
})

test('one refused among many hinders none, and no call gets the receipt of another', async () => {
  clinic = await openClinic({ host: builtChainHost() })
  const { patient } = await beginVisit(clinic)
  const doctor = clinic.staff('doctor')
  const stranger = clinic.staff('pharmacist')
  await clinic.records.outbox.flush()
  const before = landed().length
  for (let i = 0; i < 49; i++) queueRecord(patient.id, i === 24 ? stranger : doctor)
  await clinic.records.outbox.flush()
  expect(await counts()).toMatchObject({ waiting: 0, refused: 1 })
  const ids = landed()
    .slice(before)
    .map(({ onChainId }) => Number(onChainId))
  expect(ids).toEqual(Array.from({ length: 48 }, (_, index) => (ids[0] ?? 0) + index))
})
