import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { ClaimId, PatientId, TaskId } from '../kernel/ids.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import { listDone, listOpen } from './store.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)

const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

async function register() {
  const desk = await clinic.as('front-desk')
  return desk.patients.register({
    givenName: 'Amina',
    familyName: 'Otieno',
    birthDate: '1990-04-12',
    sex: 'female',
    phone: null,
    email: null,
    address: null,
    language: null,
    externalId: null,
  })
}

async function make(title: string, dueOn: string, forRole: Role | null = null) {
  const desk = await clinic.as('front-desk')
  return desk.tasks.create({ title, patientId: null, dueOn, forRole })
}

const titles = async (role: Role, input: { state?: 'open' | 'done'; isMine?: boolean } = {}) => {
  const client = await clinic.as(role)
  return (await client.tasks.list(input)).items.map(({ title }) => title)
}

test('a task that was closed by mistake is open again as it was', async () => {
  const desk = await clinic.as('front-desk')
  const task = await make('Call about the results', '2026-11-23', 'front-desk')
  expect(await refusal(desk.tasks.reopen({ taskId: task.id }))).toBe('NOT_DONE')
  expect(await refusal(desk.tasks.reopen({ taskId: TaskId.parse(unknownId) }))).toBe('TASK_UNKNOWN')
  await desk.tasks.complete({ taskId: task.id, outcome: 'The wrong row' })
  expect(await desk.tasks.reopen({ taskId: task.id })).toEqual({ ...task, version: 3 })
  expect(await titles('front-desk')).toEqual(['Call about the results'])
  expect(await titles('front-desk', { state: 'done' })).toEqual([])
})

test('a task names its patient and is done once, with what came of it', async () => {
  const desk = await clinic.as('front-desk')
  const patient = await register()
  const task = await desk.tasks.create({
    title: 'Call about the results',
    patientId: patient.id,
    dueOn: '2026-11-23',
    forRole: 'front-desk',
  })
  expect(task).toEqual({
    id: task.id,
    kind: 'other',
    title: 'Call about the results',
    patientId: patient.id,
    patientName: 'Amina Otieno',
    consultationId: null,
    dueOn: '2026-11-23',
    forRole: 'front-desk',
    forStaff: null,
    state: 'open',
    outcome: null,
    createdAt: clinic.clock.now(),
    doneAt: null,
    doneBy: null,
    version: 1,
  })
  expect((await desk.tasks.list({})).items).toEqual([task])
  clinic.clock.advance(30)
  const done = await desk.tasks.complete({ taskId: task.id, outcome: 'She will come on Monday' })
  expect(done).toEqual({
    ...task,
    state: 'done',
    outcome: 'She will come on Monday',
    doneAt: clinic.clock.now(),
    doneBy: clinic.staff('front-desk').session.staff.displayName,
    version: 2,
  })
  expect((await desk.tasks.list({})).items).toEqual([])
  expect((await desk.tasks.list({ state: 'done' })).items).toEqual([done])
  expect(await refusal(desk.tasks.complete({ taskId: task.id, outcome: 'Again' }))).toBe('ALREADY_DONE')
})

test('mine are those of my roles, those for me and those for everybody, the first due first', async () => {
  await make('For billing', '2026-11-20', 'billing')
  await make('For everybody', '2026-11-25')
  await make('For the desk', '2026-11-23', 'front-desk')
  expect(await titles('front-desk')).toEqual(['For the desk', 'For everybody'])
  expect(await titles('billing')).toEqual(['For billing', 'For everybody'])
  expect(await titles('front-desk', { isMine: false })).toEqual(['For billing', 'For the desk', 'For everybody'])
})

test('a list is read in pages that neither repeat nor leave out', async () => {
  for (let number = 0; number < 7; number += 1) await make(`Task ${number}`, '2026-11-23')
  const desk = await clinic.as('front-desk')
  for (const { id } of (await desk.tasks.list({ limit: 3 })).items) {
    clinic.clock.advance(1)
    await desk.tasks.complete({ taskId: id, outcome: 'Done' })
  }
  for (const [state, count] of [
    ['open', 4],
    ['done', 3],
  ] as const) {
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await desk.tasks.list({ state, limit: 2, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(count)
    expect(seen).toHaveLength(count)
  }
})

test('what is done is listed with the latest first', async () => {
  const first = await make('First', '2026-11-23')
  const second = await make('Second', '2026-11-22')
  const desk = await clinic.as('front-desk')
  await desk.tasks.complete({ taskId: first.id, outcome: 'Done' })
  clinic.clock.advance(1)
  await desk.tasks.complete({ taskId: second.id, outcome: 'Done' })
  expect(await titles('front-desk', { state: 'done' })).toEqual(['Second', 'First'])
})

test('what cannot be made or done says why and changes nothing', async () => {
  const desk = await clinic.as('front-desk')
  const create = (change: object) =>
    desk.tasks.create({ title: 'Call', patientId: null, dueOn: '2026-11-23', forRole: null, ...change })
  expect(await refusal(create({ patientId: PatientId.parse(unknownId) }))).toBe('PATIENT_UNKNOWN')
  expect(await refusal(create({ title: 'x'.repeat(201) }))).toBe('BAD_REQUEST')
  expect(await refusal(create({ title: 'Two\nlines' }))).toBe('BAD_REQUEST')
  expect(await refusal(create({ dueOn: 'tomorrow' }))).toBe('BAD_REQUEST')
  expect(await refusal(create({ priority: 1 }))).toBe('BAD_REQUEST')
  expect(await refusal(desk.tasks.complete({ taskId: TaskId.parse(unknownId), outcome: 'Done' }))).toBe('TASK_UNKNOWN')
  const auditor = await clinic.as('auditor')
  const { id } = await make('Call', '2026-11-23')
  expect(await refusal(auditor.tasks.complete({ taskId: id, outcome: 'Done' }))).toBe('FORBIDDEN')
})

test('a denied claim is work for billing in the same transaction', async () => {
  const patient = await register()
  const claimId = ClaimId.parse('k'.repeat(22))
  clinic.records.journal.transact(
    { actorId: 'system', actorName: 'MediChain', action: 'insurance.settleClaims', door: 'system' },
    (unit) => {
      unit.emit({
        type: 'claimDenied',
        claimId,
        claimCode: 'C-000000',
        patientId: patient.id,
        consultationId: null,
        reason: 'No such member.',
        at: clinic.clock.now(),
      })
    },
  )
  const billing = await clinic.as('billing')
  expect((await billing.tasks.list({})).items).toEqual([
    expect.objectContaining({
      kind: 'claim-denied',
      title: 'Claim C-000000 was denied: No such member.',
      patientName: 'Amina Otieno',
      dueOn: '2026-11-21',
      forRole: 'billing',
    }),
  ])
})

test('a page of tasks is found by index, without sorting', () => {
  const plans: string[] = []
  const db: Reader = {
    row: (sql, params) => clinic.database.row(sql, params),
    rows: (sql, params) => {
      const steps = clinic.database.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
      plans.push(steps.map(({ detail }) => detail).join('; '))
      return []
    },
  }
  const whose = { roles: ['doctor' as const], staffId: clinic.staff('doctor').session.staff.id }
  listOpen(db, whose, undefined, 50)
  listDone(db, whose, undefined, 50)
  expect(plans[0]).toMatch(/^SEARCH t USING INDEX tasks_open \(\(due_on,id\)>/)
  expect(plans[1]).toMatch(/^SEARCH t USING INDEX tasks_done \(\(done_at,id\)</)
  expect(plans.join()).not.toContain('ORDER BY')
})
