import { expect, test } from 'vitest'
import { faceOf, lookOf } from './lock-face.js'

const holder = {
  staffId: 's1',
  loginName: 'mei',
  displayName: 'Dr Mei Chen',
  roles: ['doctor'],
  credential: { sealed: 'x' },
}
const keyFile = {
  v: 1,
  clinicName: 'Harbor Clinic',
  holders: [holder],
  demoPassphrase: null,
  recovery: { boxKey: 'y' },
}

test('of the key file the page gets the names and nothing that opens anything', () => {
  expect(faceOf(keyFile, '1.2.3')).toEqual({
    clinicName: 'Harbor Clinic',
    face: { accent: null, logo: null, isSuspended: false },
    users: [{ loginName: 'mei', displayName: 'Dr Mei Chen', roles: ['doctor'] }],
    demoPassphrase: null,
    appVersion: '1.2.3',
  })
})

test('the look of a clinic is taken where it is what it should be, each part by itself', () => {
  const face = { accent: '#0f766e', logo: 'iVBORw0K', isSuspended: true }
  expect(lookOf({ ...keyFile, face })).toEqual(face)
  expect(lookOf({ face: { ...face, accent: 'red;', logo: '"><script>' } })).toEqual({
    accent: null,
    logo: null,
    isSuspended: true,
  })
})

test.each([
  null,
  'x',
  [],
  {},
  { ...keyFile, v: 2 },
  { ...keyFile, clinicName: 7 },
  { ...keyFile, demoPassphrase: undefined },
  { ...keyFile, holders: [] },
  { ...keyFile, holders: {} },
  { ...keyFile, holders: [holder, { ...holder, roles: 'doctor' }] },
  { ...keyFile, holders: [{ ...holder, displayName: null }] },
])('of anything else it gets nothing, and waits for the local node: %j', (odd) => {
  expect(faceOf(odd, '1.2.3')).toBeNull()
})
