import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { meet } from '../../tests/support/devices.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { book, register } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import type { ConsultationId, PatientId } from '../kernel/ids.js'
import { addMinutes } from '../kernel/instant.js'
import { Role } from '../kernel/roles.js'
import type { PatientMark } from './model.js'
import { decideMark, decideStanding, heldAt, needsCareRelation } from './rules.js'

let clinic: TestClinic
let patientId: PatientId
let consultationId: ConsultationId
let colleague: Client

eachInClinic(async (opened) => {
  clinic = opened
  await furnish(clinic)
  const desk = await clinic.as('front-desk')
  patientId = (await register(desk, 'Otieno')).id
  consultationId = (await book(desk, patientId)).id
  colleague = clinic.another('doctor').client
})

const reason = 'Unconscious in the waiting room; I need what is known.'

test('a doctor sees the visits of their own patients, a colleague does not, and the refusal is in the audit log', async () => {
  expect(await codeOf((await clinic.as('doctor')).encounters.getVisit({ consultationId }))).toBe('none')
  expect(await codeOf((await clinic.as('front-desk')).encounters.getVisit({ consultationId }))).toBe('none')
  expect(await codeOf(colleague.encounters.getVisit({ consultationId }))).toBe('NO_CARE_RELATION')
  const { items } = await (await clinic.as('auditor')).audit.listEntries({ patientId, limit: 1 })
  expect(items[0]).toMatchObject({ action: 'encounters.getVisit', outcome: 'refused', patientId })
})

test('breaking the glass opens one patient for one hour', async () => {
  const other = await register(await clinic.as('front-desk'), 'Wanjiru', { phone: null })
  const opened = await colleague.access.openEmergency({ patientId, reason })
  expect(opened).toMatchObject({ reason, until: addMinutes(clinic.clock.now(), 60), outcome: null })
  expect(await codeOf(colleague.encounters.getVisit({ consultationId }))).toBe('none')
  expect(await colleague.access.getStanding({ patientId })).toEqual({ relation: 'emergency', until: opened.until })
  expect(await colleague.access.getStanding({ patientId: other.id })).toEqual({ relation: 'none', until: null })
  expect(await codeOf(colleague.access.openEmergency({ patientId, reason }))).toBe('NOT_NEEDED')
  clinic.clock.advance(60)
  expect(await codeOf(colleague.encounters.getVisit({ consultationId }))).toBe('NO_CARE_RELATION')
})

test('somebody else reviews it, once, and every workstation knows', async () => {
  const { id: accessId, version } = await colleague.access.openEmergency({ patientId, reason })
  const admin = await clinic.as('tenant-admin')
  expect((await admin.access.listEmergencies({})).items).toMatchObject([{ id: accessId, patientName: /Otieno/ }])
  const review = { accessId, version, outcome: 'justified', comment: 'Emergency at the desk, seen by all.' } as const
  expect(await admin.access.reviewEmergency(review)).toMatchObject({ outcome: 'justified', version: 2 })
  expect(await codeOf(admin.access.reviewEmergency(review))).toBe('ALREADY_REVIEWED')
  expect((await admin.access.listEmergencies({})).items).toEqual([])
  expect((await admin.access.listEmergencies({ isOpen: false })).items).toHaveLength(1)
  const there = await openClinic({ joins: clinic })
  try {
    meet(clinic, there)
    const { items } = await (await there.as('tenant-admin')).access.listEmergencies({ isOpen: false })
    expect(items).toMatchObject([{ id: accessId, outcome: 'justified', reason }])
  } finally {
    await there.close()
  }
})

test('whoever needs a care relation sees nothing without one, after the hour, or before', () => {
  const minute = fc.integer({ min: -600, max: 600 })
  const now = '2026-11-21T06:00:00.000Z'
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...Role.options), { minLength: 1 }),
      fc.boolean(),
      fc.option(minute, { nil: null }),
      fc.constantFrom('visits' as const, 'medication' as const),
      (roles, hasOwnVisit, left, part) => {
        const openUntil = left === null ? null : addMinutes(now, left)
        const { relation } = decideStanding({ roles, part, hasOwnVisit, openUntil, now })
        const mayLook = !needsCareRelation(roles, part) || hasOwnVisit || (left !== null && left > 0)
        expect(relation !== 'none').toBe(mayLook)
      },
    ),
  )
})

test('a very important patient is marked by an administrator with a reason, and every workstation knows', async () => {
  const [admin, desk] = [await clinic.as('tenant-admin'), await clinic.as('front-desk')]
  expect(await admin.access.getMark({ patientId })).toBeNull()
  const wish = { patientId, version: 0, isMarked: true, reason: 'Sits in parliament.' }
  expect(await codeOf(desk.access.setMark(wish))).toBe('FORBIDDEN')
  const mark = await admin.access.setMark(wish)
  expect(mark).toMatchObject({ reason: wish.reason, markedAt: clinic.clock.now(), endedAt: null, version: 1 })
  expect(await codeOf(admin.access.setMark(wish))).toBe('VERSION_CONFLICT')
  expect(await codeOf(admin.access.setMark({ ...wish, version: 1 }))).toBe('ALREADY_SO')
  const entries = await (await clinic.as('auditor')).audit.listEntries({ patientId, outcome: 'changed', limit: 1 })
  expect(entries.items).toMatchObject([{ action: 'access.setMark' }])
  const there = await openClinic({ joins: clinic })
  try {
    meet(clinic, there)
    expect(await (await there.as('auditor')).access.getMark({ patientId })).toEqual(mark)
    await admin.access.setMark({ ...wish, version: 1, isMarked: false, reason: 'Asked for it.' })
    meet(clinic, there)
    expect(await (await there.as('auditor')).access.getMark({ patientId })).toMatchObject({
      ...{ reason: wish.reason, endReason: 'Asked for it.', version: 2 },
    })
    expect((await (await there.as('front-desk')).patients.getBanner({ patientId })).isVeryImportant).toBe(false)
  } finally {
    await there.close()
  }
})

test('a mark holds from when it was set until it is ended, however often that happens', () => {
  const at = (minute: number) => addMinutes('2026-11-21T06:00:00.000Z', minute)
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (wishes) => {
      let known: PatientMark | undefined
      let isHeld = false
      for (const [minute, isMarked] of wishes.entries()) {
        const wish = { patientId, version: known?.version ?? 0, reason: 'x', isMarked, by: 'A', now: at(minute) }
        const decision = decideMark(known, wish)
        expect(decision.ok).toBe(isMarked !== isHeld)
        if (decision.ok) known = decision.value
        isHeld = isMarked
        expect(known !== undefined && heldAt(known, at(minute))).toBe(isHeld)
        if (known) expect(heldAt(known, at(-1))).toBe(false)
      }
    }),
  )
})
