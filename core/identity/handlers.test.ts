import { expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { meet } from '../../tests/support/devices.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { furnish } from '../../tests/support/furnish.js'
import type { Staff } from './model.js'

let clinic: TestClinic
let admin: Client

eachInClinic(async (opened) => {
  clinic = opened
  admin = await clinic.as('tenant-admin')
})

const callsOnChain = (at = clinic) =>
  at.database
    .rows<{ call: string }>("SELECT call FROM chain_calls WHERE fn IN ('grantRole', 'revokeRole') ORDER BY n")
    .map(({ call }) => JSON.parse(call) as { fn: string; role: string; account: string })
    .map(({ fn, role }) => `${fn} ${role}`)
const byRole = (role: Parameters<TestClinic['staff']>[0]): Staff => clinic.staff(role).session.staff
const of = ({ id: staffId, version }: Staff) => ({ staffId, version })

test('roles change what somebody may do at once, and the chain hears the difference alone', async () => {
  const desk = await clinic.as('front-desk')
  expect(await codeOf(desk.audit.listEntries({ limit: 1 }))).toBe('FORBIDDEN')
  const before = callsOnChain().length
  const person = byRole('front-desk')
  const changed = await admin.identity.updateStaff({
    ...of(person),
    displayName: 'Njeri W.',
    roles: ['front-desk', 'auditor', 'doctor'],
  })
  expect(changed).toMatchObject({ displayName: 'Njeri W.', version: 2, isActive: true })
  expect(await codeOf(desk.audit.listEntries({ limit: 1 }))).toBe('none')
  expect(callsOnChain().slice(before)).toEqual(['grantRole doctor', 'grantRole recorder'])
  expect(await codeOf(admin.identity.updateStaff({ ...of(person), displayName: 'x', roles: ['auditor'] }))).toBe(
    'VERSION_CONFLICT',
  )
  await admin.identity.updateStaff({ ...of(changed), displayName: 'Njeri W.', roles: ['auditor'] })
  expect(
    callsOnChain()
      .slice(before + 2)
      .sort(),
  ).toEqual(['revokeRole doctor', 'revokeRole pharmacy', 'revokeRole recorder'])
  expect(await codeOf(desk.patients.search({ text: 'a' }))).toBe('none')
  expect(await codeOf(desk.tasks.create({} as never))).toBe('FORBIDDEN')
})

test('who is deactivated is out with the next call, signs nothing more, and stays the author of what they wrote', async () => {
  await furnish(clinic)
  const doctor = await clinic.as('doctor')
  const person = byRole('doctor')
  const written = clinic.database.rows('SELECT n FROM ops WHERE author_id = $id', { id: person.id }).length
  const before = callsOnChain().length
  const out = await admin.identity.deactivateStaff(of(person))
  expect(out).toMatchObject({ isActive: false, version: 2 })
  expect(await codeOf(doctor.patients.search({ text: 'a' }))).toBe('UNAUTHORIZED')
  expect(callsOnChain().slice(before).sort()).toEqual(['revokeRole doctor', 'revokeRole recorder'])
  expect((await admin.identity.listStaff({})).find(({ id }) => id === person.id)).toMatchObject({
    displayName: person.displayName,
  })
  expect(clinic.database.rows('SELECT n FROM ops WHERE author_id = $id', { id: person.id })).toHaveLength(written)
  expect(await admin.scheduling.listDoctors({})).toMatchObject({ items: [] })
  await admin.identity.reactivateStaff(of(out))
  expect(await codeOf(doctor.patients.search({ text: 'a' }))).toBe('none')
  expect(
    callsOnChain()
      .slice(before + 2)
      .sort(),
  ).toEqual(['grantRole doctor', 'grantRole recorder'])
})

test('the last administrator stays, and nobody turns themselves off', async () => {
  const { who } = clinic.another('tenant-admin')
  const self = byRole('tenant-admin')
  expect(await codeOf(admin.identity.deactivateStaff(of(self)))).toBe('OWN_SIGN_IN')
  const out = await admin.identity.deactivateStaff(of(who.session.staff))
  const asDoctor = { ...of(self), displayName: self.displayName, roles: ['doctor' as const] }
  expect(await codeOf(admin.identity.updateStaff(asDoctor))).toBe('LAST_ADMINISTRATOR')
  await admin.identity.reactivateStaff(of(out))
  expect(await codeOf(admin.identity.updateStaff(asDoctor))).toBe('none')
})

test('another workstation learns of it, and lets the person in no more', async () => {
  clinic.staff('doctor')
  const other = await openClinic({ joins: clinic })
  try {
    meet(clinic, other)
    const doctor = await other.as('doctor')
    expect(await codeOf(doctor.patients.search({ text: 'a' }))).toBe('none')
    await admin.identity.deactivateStaff(of(byRole('doctor')))
    meet(clinic, other)
    expect(await codeOf(doctor.patients.search({ text: 'a' }))).toBe('UNAUTHORIZED')
    expect(callsOnChain(other)).toEqual(callsOnChain())
  } finally {
    await other.close()
  }
})
