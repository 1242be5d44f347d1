import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clinicToShow, facesOf, firstClinic, folderOf, readClinics, sweepClinics } from './clinic-list.js'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'medichain clinics '))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const nowhere = () => false
const second = 'a1b2c3d4e5f6'
const third = '0123456789ab'

function put(id: string, clinicName: string, boxKey = id): void {
  const folder = folderOf(dataDir, id)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ clinicName, recovery: { boxKey } }))
}

test('a directory of one clinic, as it always was, is a list of one', () => {
  expect(readClinics(dataDir, nowhere)).toEqual([])
  put(firstClinic, 'Harbor Clinic')
  expect(readClinics(dataDir, nowhere)).toMatchObject([{ id: firstClinic, name: 'Harbor Clinic' }])
})

test('clinics come by name, whichever was first; what is no clinic does not come', () => {
  put(firstClinic, 'Ocean Clinic')
  put(second, 'Harbor Clinic')
  mkdirSync(join(dataDir, 'clinics', '..', 'clinics', 'somebody else'), { recursive: true })
  mkdirSync(folderOf(dataDir, third))
  expect(readClinics(dataDir, nowhere).map(({ id }) => id)).toEqual([second, firstClinic])
})

test('a clinic whose key file is damaged stands there without a name, to be asked about', () => {
  put(second, 'Harbor Clinic')
  writeFileSync(join(folderOf(dataDir, second), 'keys.json'), '{')
  expect(readClinics(dataDir, nowhere)).toMatchObject([{ id: second, name: null }])
})

test('two clinics of one name are told apart, and others are not marked', () => {
  put(firstClinic, 'Harbor Clinic')
  put(second, ' harbor  CLINIC ')
  put(third, 'Hill Clinic')
  const faces = facesOf(readClinics(dataDir, nowhere), second, (id) => id === third)
  const of = (id: string) => faces.find((face) => face.id === id)
  expect(of(firstClinic)?.mark).toMatch(/^[0-9A-F]{4}$/)
  expect(of(second)?.mark).toMatch(/^[0-9A-F]{4}$/)
  expect(of(firstClinic)?.mark).not.toBe(of(second)?.mark)
  expect(of(third)).toMatchObject({ mark: null, isShown: false, isEntered: true })
  expect(of(second)?.isShown).toBe(true)
})

test('the one that is being set up is in the list while it is shown', () => {
  put(firstClinic, 'Harbor Clinic')
  expect(facesOf(readClinics(dataDir, nowhere), second, nowhere)).toMatchObject([
    { id: firstClinic, isShown: false },
    { id: second, name: null, isShown: true },
  ])
})

test('what never became a clinic is swept, but not while it is on its way', () => {
  put(second, 'Harbor Clinic')
  mkdirSync(folderOf(dataDir, third))
  sweepClinics(dataDir, (id) => id === third)
  expect(readClinics(dataDir, (id) => id === third)).toHaveLength(2)
  sweepClinics(dataDir, nowhere)
  expect(readClinics(dataDir, () => true).map(({ id }) => id)).toEqual([second])
})

test('the clinic that was shown last is shown again, where it still is', () => {
  put(second, 'Harbor Clinic')
  put(third, 'Hill Clinic')
  const clinics = readClinics(dataDir, nowhere)
  expect(clinicToShow(clinics, third)).toBe(third)
  expect(clinicToShow(clinics, firstClinic)).toBe(second)
  expect(clinicToShow([], third)).toBe(firstClinic)
  put(firstClinic, 'Zebra Clinic')
  expect(clinicToShow(readClinics(dataDir, nowhere), null)).toBe(firstClinic)
})

test.each(['..', '../x', 'A1B2C3D4E5F6', '', 'a1b2c3d4e5f', 'a1b2c3d4e5f6/..'])('%j is no clinic', (id) => {
  expect(() => folderOf(dataDir, id)).toThrow()
})
