import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { makePng, pngChunk } from '../../tests/support/png.js'

let clinic: TestClinic
beforeEach(async () => {
  clinic = await openClinic()
})
afterEach(() => clinic.close())

const text = (png: Buffer) => png.toString('base64')

test('an administrator gives the clinic a color and a logo, and takes them back', async () => {
  const admin = await clinic.as('tenant-admin')
  const { version } = await admin.tenancy.getClinic({})
  const chatty = makePng(40, 40, [pngChunk('tEXt', Buffer.from('Author\0somebody'))])
  const branded = await admin.tenancy.updateBrand({ accent: '#9f1239', logo: text(chatty), version })
  expect(branded).toMatchObject({ accent: '#9f1239', logo: text(makePng(40, 40)), version: version + 1 })
  expect(await admin.tenancy.getClinic({})).toEqual(branded)
  const plain = await admin.tenancy.updateBrand({ accent: null, logo: null, version: version + 1 })
  expect(plain).toMatchObject({ accent: null, logo: null })
})

test('a color that white words cannot be read on is refused with its contrast', async () => {
  const admin = await clinic.as('tenant-admin')
  const refused = admin.tenancy.updateBrand({ accent: '#facc15', logo: null, version: 1 })
  await expect(refused).rejects.toMatchObject({ code: 'COLOR_TOO_LIGHT', data: { contrast: expect.closeTo(1.5, 0) } })
})

test('what is no small PNG is no logo', async () => {
  const admin = await clinic.as('tenant-admin')
  for (const logo of [Buffer.from('<svg/>'), makePng(600, 20)])
    expect(await codeOf(admin.tenancy.updateBrand({ accent: null, logo: text(logo), version: 1 }))).toBe('NOT_A_LOGO')
})

test('two administrators who change the clinic at once do not overwrite each other', async () => {
  const admin = await clinic.as('tenant-admin')
  await admin.tenancy.updateBrand({ accent: '#9f1239', logo: null, version: 1 })
  expect(await codeOf(admin.tenancy.updateBrand({ accent: null, logo: null, version: 1 }))).toBe('VERSION_CONFLICT')
  expect(await codeOf(admin.tenancy.suspend({ reason: 'x', version: 1 }))).toBe('VERSION_CONFLICT')
})

test('a suspended clinic says why, since when and by whom, and is resumed once', async () => {
  const admin = await clinic.as('tenant-admin')
  const suspended = await admin.tenancy.suspend({ reason: 'The licence ran out', version: 1 })
  const by = clinic.staff('tenant-admin').session.staff.displayName
  expect(suspended.suspension).toEqual({ reason: 'The licence ran out', since: clinic.clock.now(), by })
  expect((await admin.identity.verifySession({})).clinic.suspension).toEqual(suspended.suspension)
  const resumed = await admin.tenancy.resume({ version: suspended.version })
  expect(resumed.suspension).toBeNull()
  expect(await codeOf(admin.tenancy.resume({ version: resumed.version }))).toBe('NOT_SUSPENDED')
})
