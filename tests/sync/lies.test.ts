import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBatchHead, sealBatch } from '../../adapters/oplog/batch.js'
import { decodePage, encodeLivePage, type LivePage } from '../../adapters/oplog/page.js'
import { newSigningKey } from '../../adapters/oplog/signing.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { type Lies, LyingRelay } from './lying-relay.js'
import { hasJoined, Scene, type Workstation } from './workstations.js'

let scene: Scene
let relay: LyingRelay
let first: Workstation
let second: Workstation

beforeEach(async () => {
  scene = new Scene()
  relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  ;({ first } = await scene.clinic({ url: relay.url, fingerprint: null }))
  second = await scene.joined(first, 'Room 2')
  await allSent(first)
  await second.client.sync.syncNow({})
})
afterEach(() => scene.close())

const allSent = (workstation: Workstation) =>
  workstation.until(async () => (await workstation.status()).waitingOps === 0)

/** Until then nothing comes to the second by itself. */
const lineIsOpen = () => expect.poll(() => relay.hasLine(second.records.deviceId)).toBe(true)

const cursorOf = ({ records }: Workstation): number =>
  records.database.row<{ cursor: number }>('SELECT cursor FROM sync_relay')?.cursor ?? 0

/** Three batches of the first workstation that the second has not seen. */
async function newBatches(): Promise<void> {
  for (const name of ['Achieng', 'Banda', 'Chanda']) {
    await first.register(name)
    await allSent(first)
  }
}

/** The lie is refused, named and put into quarantine; what is kept stays the same; the truth is taken when it is told. */
async function expectRefused(reason: string, lies: Lies, familyNames: readonly string[] = []): Promise<void> {
  relay.lie(second.records.deviceId, lies)
  const status = await second.client.sync.syncNow({})
  expect(status).toMatchObject({ relay: 'refused', problem: { code: reason } })
  expect(status.problem?.message).toContain('kept here')
  const { refused } = await second.client.sync.listQueue({})
  expect(refused.map((entry) => entry.reason)).toContain(reason)
  for (const name of familyNames) expect([name, second.hasPatient(name)]).toEqual([name, false])
  relay.honest()
  await first.client.sync.syncNow({})
  await second.until(async () => (await second.client.sync.syncNow({})).relay === 'connected')
  expect(second.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects]).toEqual([])
}

/** While the live line is cut the second hears nothing of what the first does. */
async function unheard(work: () => Promise<void>): Promise<void> {
  relay.lie(second.records.deviceId, { page: (page) => ({ ...page, entries: [], reached: 0 }) })
  await work()
}

test('a batch that is left out', async () => {
  await unheard(newBatches)
  const left = cursorOf(second) + 1
  const page: Lies['page'] = (told) => ({ ...told, entries: told.entries.filter(({ cursor }) => cursor !== left) })
  await expectRefused('GAP', { page }, ['Banda', 'Chanda'])
})

test('batches out of order', async () => {
  await unheard(newBatches)
  const [one, two] = [cursorOf(second) + 1, cursorOf(second) + 2]
  const swapped: Lies = {
    page: (page) => {
      const batchAt = (cursor: number) => page.entries.find((entry) => entry.cursor === cursor)?.batch
      const other = (cursor: number) => (cursor === one ? two : cursor === two ? one : cursor)
      return {
        ...page,
        entries: page.entries.map(({ cursor, batch }) => ({ cursor, batch: batchAt(other(cursor)) ?? batch })),
      }
    },
  }
  await expectRefused('GAP', swapped, ['Banda'])
})

test('a change comes over the live line by itself, and the relay is not asked for it', async () => {
  await lineIsOpen()
  const asked: string[] = []
  relay.watch((call) => void asked.push(String(call.url)))
  relay.lie(second.records.deviceId, {})
  await first.register('Achieng')
  await second.until(() => second.hasPatient('Achieng'))
  expect(relay.brought).toBe(1)
  expect(asked.filter((url) => url.startsWith('/v1/batches?'))).toEqual([])
  await first.register('Banda')
  await second.until(() => second.hasPatient('Banda'))
  expect(second.hash()).toBe(first.hash())
})

test('what the live line brings is believed no more than what is asked for', async () => {
  const victim = second.records.deviceId
  await lineIsOpen()
  const brought: LivePage[] = []
  relay.lie(victim, {
    live: (page) => {
      brought.push(page)
      return Buffer.concat([encodeLivePage(page.after, []), tampered(page)])
    },
  })
  await first.register('Achieng')
  await second.until(async () => (await second.client.sync.listQueue({})).refused.length > 0)
  const { refused } = await second.client.sync.listQueue({})
  expect(['BAD_SIGNATURE', 'MALFORMED']).toContain(refused[0]?.reason)
  expect(second.hasPatient('Achieng')).toBe(false)
  relay.honest()
  await second.client.sync.syncNow({})
  expect(second.hasPatient('Achieng')).toBe(true)
  await lineIsOpen()
  // Nonsense, one page twice, and one that leaves something out: the relay is asked, and nothing is taken twice.
  const lies: ((page: LivePage) => Uint8Array)[] = [
    () => Buffer.from('nothing at all, in more than eight bytes'),
    ({ bytes }) => encodeLivePage(brought[0]?.after ?? 0, decodePage(brought[0]?.bytes ?? bytes)),
    ({ after, bytes }) => encodeLivePage(after + 1, decodePage(bytes)),
  ]
  for (const [index, live] of lies.entries()) {
    relay.lie(victim, { live })
    await first.register(`Liar ${index}`)
    await allSent(first)
    await second.until(async () => (await second.client.sync.syncNow({})).relay === 'connected')
    await second.until(() => second.hasPatient(`Liar ${index}`))
  }
  expect(second.hash()).toBe(first.hash())
  expect([...first.defects, ...second.defects]).toEqual([])
})

test('cursors out of order', async () => {
  await unheard(newBatches)
  const swapped: Lies = { page: (page) => ({ ...page, entries: [...page.entries].reverse() }) }
  const cursor = cursorOf(second)
  relay.lie(second.records.deviceId, swapped)
  const { problem } = await second.client.sync.syncNow({})
  expect(['REORDERED', 'GAP']).toContain(problem?.code)
  expect(cursorOf(second)).toBe(cursor)
})

test('an old batch as a new one', async () => {
  await newBatches()
  await second.until(() => second.hasPatient('Chanda'))
  const replay: Lies = {
    page: (page) => {
      const old = kept.at(-1)
      return old
        ? { entries: [{ cursor: page.cursor + 1, batch: old }], cursor: page.cursor + 1, reached: page.cursor + 1 }
        : page
    },
  }
  const kept: Uint8Array[] = []
  await second.client.sync.syncNow({})
  kept.push(await batchOf(first))
  await expectRefused('REPLAYED', replay)
})

test('a log in two versions, even where the device signed both', async () => {
  await newBatches()
  await second.until(() => second.hasPatient('Chanda'))
  const forged = await batchOf(first, (header) => ({ ...header, opId: 'f'.repeat(22) }))
  await expectRefused('FORKED', {
    page: (page) => ({
      entries: [{ cursor: page.cursor + 1, batch: forged }],
      cursor: page.cursor + 1,
      reached: page.cursor + 1,
    }),
  })
})

test('a log that was rolled back', async () => {
  await newBatches()
  await second.until(() => second.hasPatient('Chanda'))
  await second.register('Dlamini')
  await allSent(second)
  await expectRefused('ROLLED_BACK', { directory: (directory) => ({ ...directory, cursor: directory.cursor - 1 }) })
  await expectRefused('ROLLED_BACK', {
    page: (page) => ({ ...page, cursor: page.cursor - 1, reached: page.cursor - 1 }),
  })
  await expectRefused('ROLLED_BACK', {
    directory: (directory) => ({
      ...directory,
      heads: directory.heads.map((head) =>
        head.device === second.records.deviceId ? { ...head, seq: head.seq - 1 } : head,
      ),
    }),
  })
})

test('changes of another clinic', async () => {
  const other = scene.workstation()
  await other.client.identity.setUpClinic({
    clinic: { name: 'Hill Clinic', jurisdiction: 'KE', timeZone: 'Africa/Nairobi', currency: 'USD' },
    administrator: { displayName: 'Otto', loginName: 'otto' },
    passphrase: 'correct horse battery',
  })
  const foreign = await batchOf(other)
  await unheard(newBatches)
  await expectRefused('ANOTHER_TENANT', {
    page: (page) => ({ ...page, entries: page.entries.map(({ cursor }) => ({ cursor, batch: foreign })) }),
  })
})

test('a batch that another key signed, a device that nobody let in, and bytes that are nothing', async () => {
  await unheard(newBatches)
  const stranger = newSigningKey().key
  const forged = await batchOf(first, undefined, stranger)
  const put = (batch: Uint8Array): Lies => ({
    page: (page) => ({ ...page, entries: page.entries.slice(0, 1).map(({ cursor }) => ({ cursor, batch })) }),
  })
  await expectRefused('BAD_SIGNATURE', put(forged))
  await unheard(newBatches)
  await expectRefused('MALFORMED', put(Buffer.from('nothing at all')))
  await unheard(newBatches)
  const unknown = await batchOf(first, (header) => ({ ...header, device: 'u'.repeat(22) }), stranger)
  await expectRefused('UNKNOWN_DEVICE', put(unknown))
})

test('a snapshot that holds a little more than its cursor says brings a new workstation in all the same', async () => {
  for (let made = 0; made < 20; made += 1) {
    await first.register(`Batch ${made}`)
    await allSent(first)
  }
  // The first does not hear of this one, so that its cursor stays behind what it sends next.
  relay.lie(first.records.deviceId, {
    page: (page) => ({ ...page, entries: [], cursor: 0, reached: 0 }),
    live: () => null,
  })
  await second.register('Unheard')
  await allSent(second)
  const before = cursorOf(first)
  await first.register('Ahead')
  await allSent(first)
  expect(cursorOf(first)).toBe(before)
  relay.lie('nobody', {})
  const { code } = await first.client.devices.invite({})
  const third = scene.workstation()
  await third.client.devices.join({ code, deviceName: 'Pharmacy' })
  const [waiting] = await first.client.devices.listWaiting({})
  await first.client.devices.approve({ inviteId: waiting?.inviteId ?? '', isAdministrator: false })
  await hasJoined(third)
  await third.signIn()
  expect([third.hasPatient('Unheard'), third.hasPatient('Ahead')]).toEqual([true, true])
})

test('a device that the relay let in by itself', async () => {
  await expectRefused('BAD_CERTIFICATE', {
    directory: (directory) => {
      const [certificate] = directory.certificates
      return certificate
        ? { ...directory, certificates: [...directory.certificates, { ...certificate, device: 'x'.repeat(22) }] }
        : directory
    },
  })
})

test('changes that another device has seen, held back at the end of the log', async () => {
  const third = await scene.joined(first, 'Pharmacy')
  const firstId = first.records.deviceId
  const hold: Lies = {
    page: (page) => ({ ...page, entries: page.entries.filter(({ batch }) => readBatchHead(batch).device !== firstId) }),
  }
  relay.lie(second.records.deviceId, hold)
  await first.register('Achieng')
  await third.until(() => third.hasPatient('Achieng'))
  // The third says in its next batch what it has seen of the first.
  await third.register('Banda')
  await allSent(third)
  await second.client.sync.syncNow({})
  const { relay: standing, problem } = await second.client.sync.syncNow({})
  expect([standing, problem?.code]).toEqual(['refused', 'DROPPED'])
  expect(second.hasPatient('Achieng')).toBe(false)
  relay.honest()
  await second.until(async () => (await second.client.sync.syncNow({})).relay === 'connected')
  expect(second.hasPatient('Achieng')).toBe(true)
})

/** The bytes of a page with one bit of its last op turned over. */
function tampered({ bytes }: LivePage): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

/** The newest op of a workstation as a batch of its own, as the device signed it or otherwise. */
async function batchOf(
  { records: { database, secrets } }: Workstation,
  change: (header: OpHeader) => OpHeader = (header) => header,
  key = secrets.device.signingKey,
): Promise<Uint8Array> {
  const row = database.row<{ header: string; body: Uint8Array }>(
    'SELECT header, body FROM ops WHERE device = $device ORDER BY seq DESC LIMIT 1',
    { device: secrets.deviceId },
  )
  if (!row) throw new Error('There is no op.')
  const header = change(JSON.parse(row.header) as OpHeader)
  const op = { header: Buffer.from(JSON.stringify(header)), body: row.body }
  const { tenant, device, seq, prevHash } = header
  return sealBatch(key, { tenant, device, fromSeq: seq, prevHash }, [op]).bytes
}
