import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../adapters/sqlcipher/database.js'
import type { Keychain } from '../../core/ports/host.js'
import { codeOf } from '../support/catalogue.js'
import { TestClock } from '../support/clinic.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

let folder: string
let running: TestNode | null
const person = {
  givenName: 'Amina',
  familyName: 'Otieno',
  birthDate: null,
  sex: 'female',
  phone: null,
  email: null,
  address: null,
  language: null,
  externalId: null,
} as const

beforeEach(() => {
  folder = newDataDir()
  running = null
})
afterEach(async () => {
  await running?.close()
  removeDataDir(folder)
})

function start(clock?: TestClock): TestNode {
  running = openNode(folder, clock)
  return running
}

async function restart(): Promise<TestNode> {
  await running?.close()
  return start()
}

/** Sets the clinic up, registers one person, and ends the node. */
async function settled(): Promise<string> {
  const { client } = start()
  const { recoveryCode } = await client.identity.setUpClinic(harbor)
  await client.patients.register({ ...person, isConfirmedNew: true })
  await running?.close()
  running = null
  return recoveryCode
}

const signIn = (node: TestNode, passphrase = harbor.passphrase) =>
  node.client.identity.signIn({ loginName: 'amara', passphrase })
const bytes = () =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  )

/** Tries to sign in and says with which problem that failed; asserts that no file was touched. */
async function problemOnSignIn(): Promise<{ problem: string; message: string }> {
  const before = bytes()
  const refused = (await signIn(start()).catch((error: unknown) => error)) as {
    code: string
    message: string
    data: { problem: string }
  }
  await running?.close()
  running = null
  expect(refused.code).toBe('RECORDS_UNUSABLE')
  expect(bytes()).toEqual(before)
  return { problem: refused.data.problem, message: refused.message }
}

test('a new workstation is set up, and opens again with the passphrase', async () => {
  const node = start()
  expect(await node.client.identity.getWorkstation({})).toMatchObject({ state: 'new', users: [], problem: null })
  const { session, recoveryCode } = await node.client.identity.setUpClinic(harbor)
  expect(session).toMatchObject({
    staff: { displayName: 'Amara Obi', roles: ['tenant-admin'] },
    clinic: { name: 'Harbor Clinic', isDemo: false },
  })
  expect(recoveryCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(await codeOf(node.client.identity.setUpClinic(harbor))).toBe('ALREADY_SET_UP')
  const again = await restart()
  expect(await again.client.identity.getWorkstation({})).toMatchObject({
    state: 'locked',
    clinicName: 'Harbor Clinic',
    users: [{ loginName: 'amara', displayName: 'Amara Obi', roles: ['tenant-admin'] }],
  })
  expect(await codeOf(again.client.tenancy.getClinic({}))).toBe('UNAUTHORIZED')
  expect((await signIn(again)).session.staff.loginName).toBe('amara')
  expect(await again.client.tenancy.getClinic({})).toMatchObject({ name: 'Harbor Clinic' })
})

test('no file beside the records holds a name of a patient, a passphrase or the recovery code', async () => {
  const recoveryCode = await settled()
  for (const [name, content] of Object.entries(bytes())) {
    const text = Buffer.from(content, 'base64').toString('latin1')
    for (const secret of ['Otieno', harbor.passphrase, recoveryCode, recoveryCode.replaceAll('-', '')])
      expect([name, text.includes(secret)]).toEqual([name, false])
  }
})

test('a wrong passphrase is refused in words, changes no byte, and many of them cost time', async () => {
  await settled()
  const before = bytes()
  const clock = new TestClock('2026-11-21T06:00:00.000Z')
  const node = start(clock)
  for (let tries = 0; tries < 5; tries += 1)
    expect(await codeOf(signIn(node, 'wrong horse battery'))).toBe('WRONG_PASSPHRASE')
  expect(await codeOf(signIn(node))).toBe('TOO_MANY_TRIES')
  expect(await codeOf(node.client.identity.signIn({ loginName: 'nobody', passphrase: 'x' }))).toBe('WRONG_PASSPHRASE')
  await node.close()
  const { 'tries.json': tries, ...rest } = bytes()
  expect(rest).toEqual(before)
  expect(tries).toBeDefined()
  running = openNode(folder, clock)
  clock.advance(1)
  expect(await codeOf(signIn(running))).toBe('none')
})

test('whoever tried too often waits as long though the program was started anew, and is forgotten once they are in', async () => {
  await settled()
  const clock = new TestClock('2026-11-21T06:00:00.000Z')
  let node = start(clock)
  for (let tries = 0; tries < 5; tries += 1) await codeOf(signIn(node, 'wrong horse battery'))
  await codeOf(node.client.identity.signIn({ loginName: 'nobody', passphrase: 'x' }))
  await node.close()
  const kept = readFileSync(join(folder, 'tries.json'), 'utf8')
  expect(Object.keys(JSON.parse(kept))).toEqual(['amara'])
  node = start(clock)
  expect(await codeOf(signIn(node))).toBe('TOO_MANY_TRIES')
  clock.advance(1)
  expect(await codeOf(signIn(node))).toBe('none')
  expect(existsSync(join(folder, 'tries.json'))).toBe(false)
})

test('many tries at once count like as many after one another', async () => {
  await settled()
  const node = start(new TestClock('2026-11-21T06:00:00.000Z'))
  const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(signIn(node, 'wrong horse battery'))))
  expect(codes.filter((code) => code === 'WRONG_PASSPHRASE')).toHaveLength(5)
  expect(codes.filter((code) => code === 'TOO_MANY_TRIES')).toHaveLength(3)
})

test('locking forgets the person; the records close when the last one signs out', async () => {
  await settled()
  const node = start()
  await signIn(node)
  await node.client.identity.lock({})
  expect(await codeOf(node.client.patients.search({ text: 'a' }))).toBe('UNAUTHORIZED')
  expect((await node.client.identity.getWorkstation({})).state).toBe('open')
  await signIn(node)
  await node.client.identity.signOut({})
  expect((await node.client.identity.getWorkstation({})).state).toBe('locked')
})

test('the recovery code sets a new passphrase; the old one is gone, and so is the old signing key', async () => {
  const recoveryCode = await settled()
  const node = start()
  const before = (await signIn(node)).session.staff
  await node.client.identity.signOut({})
  expect(
    await codeOf(
      node.client.identity.recover({
        recoveryCode: 'ABCD-'.repeat(8),
        loginName: 'amara',
        passphrase: 'another long passphrase',
      }),
    ),
  ).toBe('WRONG_RECOVERY_CODE')
  const { session } = await node.client.identity.recover({
    recoveryCode: recoveryCode.toLowerCase(),
    loginName: 'amara',
    passphrase: 'another long passphrase',
  })
  expect(session.staff.chainAddress).not.toBe(before.chainAddress)
  await node.client.identity.signOut({})
  expect(await codeOf(signIn(node))).toBe('WRONG_PASSPHRASE')
  expect(await codeOf(signIn(node, 'another long passphrase'))).toBe('none')
})

test('staff are added with a passphrase of their own, which they can change', async () => {
  await settled()
  const node = start()
  await signIn(node)
  const doctor = {
    displayName: 'Dr Juma',
    loginName: 'juma',
    roles: ['doctor' as const],
    passphrase: 'first passphrase',
  }
  const added = await node.client.identity.addStaff(doctor)
  expect(await codeOf(node.client.identity.addStaff(doctor))).toBe('LOGIN_NAME_TAKEN')
  await node.client.identity.signOut({})
  const { session } = await node.client.identity.signIn({ loginName: 'juma', passphrase: 'first passphrase' })
  expect(session.staff).toEqual(added)
  expect(
    await codeOf(node.client.identity.changePassphrase({ current: 'not this one', next: 'second passphrase' })),
  ).toBe('WRONG_PASSPHRASE')
  await node.client.identity.changePassphrase({ current: 'first passphrase', next: 'second passphrase' })
  await node.client.identity.signOut({})
  expect(await codeOf(node.client.identity.signIn({ loginName: 'juma', passphrase: 'first passphrase' }))).toBe(
    'WRONG_PASSPHRASE',
  )
  expect(await codeOf(node.client.identity.signIn({ loginName: 'juma', passphrase: 'second passphrase' }))).toBe('none')
})

test('a damaged key file is read from its copy; without either, the lock screen says what to do', async () => {
  await settled()
  const path = join(folder, 'keys.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('Harbor', 'Harbour'))
  const node = start()
  expect(await codeOf(signIn(node))).toBe('none')
  await node.close()
  running = null
  writeFileSync(`${path}.copy`, '{')
  const damaged = start()
  const state = await damaged.client.identity.getWorkstation({})
  expect(state).toMatchObject({ state: 'unusable', problem: { code: 'key-file-damaged' } })
  await damaged.close()
  running = null
  expect((await problemOnSignIn()).problem).toBe('key-file-damaged')
})

test('a missing key file is not taken for a new workstation', async () => {
  await settled()
  for (const name of ['keys.json', 'keys.json.copy']) rmSync(join(folder, name))
  const node = start()
  expect(await node.client.identity.getWorkstation({})).toMatchObject({
    state: 'unusable',
    problem: { code: 'key-file-damaged' },
  })
  expect(await codeOf(node.client.identity.setUpClinic(harbor))).toBe('ALREADY_SET_UP')
})

test.each([
  ['cut short', (content: Buffer) => content.subarray(0, 3000)],
  ['overwritten at its head', (content: Buffer) => Buffer.concat([Buffer.alloc(512, 1), content.subarray(512)])],
  ['emptied', () => Buffer.alloc(0)],
])('a database that was %s is refused in words and left as it is', async (_how, damage) => {
  await settled()
  const path = join(folder, 'records.db')
  writeFileSync(path, damage(readFileSync(path)))
  expect(await problemOnSignIn()).toMatchObject({
    problem: 'database-damaged',
    message: expect.stringContaining('Nothing was changed'),
  })
})

test('a missing database, one of a newer MediChain and one that lost its newest entries each have their own words', async () => {
  await settled()
  const path = join(folder, 'records.db')
  const older = join(folder, 'older.db')
  renameSync(path, older)
  expect((await problemOnSignIn()).problem).toBe('database-missing')
  copyFileSync(older, path)
  const node = start()
  await signIn(node)
  await node.client.patients.register({ ...person, givenName: 'Zawadi', isConfirmedNew: true })
  await node.close()
  running = null
  copyFileSync(older, path)
  expect(await problemOnSignIn()).toMatchObject({
    problem: 'database-behind',
    message: expect.stringContaining('entries are missing'),
  })
})

test('records of a newer schema are refused and left as they are', async () => {
  await settled()
  const node = start()
  await signIn(node)
  node.node.vault.records()?.database.exec('PRAGMA user_version = 9990')
  await node.close()
  running = null
  expect(await problemOnSignIn()).toMatchObject({
    problem: 'schema-newer',
    message: expect.stringContaining('newer MediChain'),
  })
})

test('a full disk refuses the change in words and keeps everything before it', async () => {
  await settled()
  const node = start()
  await signIn(node)
  const database = node.node.vault.records()?.database
  database?.pragma(`max_page_count = ${Number(database.pragma('page_count')) + 1}`)
  const codes = new Set<string>()
  for (let index = 0; index < 60 && !codes.has('STORAGE_FULL'); index += 1)
    codes.add(
      await codeOf(node.client.patients.register({ ...person, givenName: `Person ${index}`, isConfirmedNew: true })),
    )
  expect([...codes]).toContain('STORAGE_FULL')
  expect(node.defects).toEqual([])
  const found = (await restart()).client
  await found.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  expect((await found.patients.search({ text: 'Amina Otieno' })).items).toHaveLength(1)
})

test('a set-up that was cut off before its last rename is completed at the next start', async () => {
  await settled()
  renameSync(join(folder, 'records.db'), join(folder, 'records.db.setup'))
  const node = start()
  expect(await codeOf(signIn(node))).toBe('none')
  expect(existsSync(join(folder, 'records.db.setup'))).toBe(false)
})

test('a set-up that was cut off before its key file leaves a new workstation', async () => {
  openDatabase(join(folder, 'records.db.setup'), new Uint8Array(48).fill(1)).close()
  const { client } = start()
  expect((await client.identity.getWorkstation({})).state).toBe('new')
  expect(await codeOf(client.identity.setUpClinic(harbor))).toBe('none')
})

test('two programs never have one clinic open: the second hears so, and the first goes on', async () => {
  await settled()
  const first = start()
  await signIn(first)
  const second = openNode(folder)
  const refused = await signIn(second).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'RECORDS_UNUSABLE', data: { problem: 'in-use' } })
  await second.close()
  await first.client.patients.register({ ...person, givenName: 'Zawadi', isConfirmedNew: true })
  await first.client.identity.signOut({})
  running = openNode(folder)
  expect(await codeOf(signIn(running))).toBe('none')
})

/** A key store of the operating system that keeps what it is given for one login. */
const keychainOf = (login: number): Keychain => ({
  seal: async (secret) => Uint8Array.from([login, ...secret]),
  unseal: async ([owner, ...secret]) => {
    if (owner !== login) throw new Error('Sealed by another login.')
    return Uint8Array.from(secret)
  },
})

test('where the key store went with the computer, the recovery code still opens the records', async () => {
  running = openNode(folder, undefined, keychainOf(1))
  const { recoveryCode } = await running.client.identity.setUpClinic(harbor)
  await running.close()
  running = openNode(folder, undefined, keychainOf(2))
  expect(await signIn(running).catch((error: unknown) => error)).toMatchObject({ code: 'RECORDS_UNUSABLE' })
  await running.client.identity.recover({ recoveryCode, loginName: 'amara', passphrase: 'another long passphrase' })
  await running.client.identity.signOut({})
  expect(await codeOf(signIn(running, 'another long passphrase'))).toBe('none')
})
