import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FhirEntry } from '../../core/ports/fhir.js'
import { alpha2ByAlpha3, readCountry, readJurisdiction } from './countries.js'
import { createFhirReader } from './reader.js'

const reader = createFhirReader({ now: () => '2026-11-21T09:00:00.000Z' })
const readAll = (...resources: unknown[]): FhirEntry[] =>
  reader.read(resources.map((resource, n) => ({ name: `${n}.json`, text: JSON.stringify(resource) })))

function read(resource: unknown): FhirEntry {
  const [entry] = readAll(resource)
  if (!entry) throw new Error('Nothing was read.')
  return entry
}

function readDraft(resource: unknown) {
  const entry = read(resource)
  if (entry.fate !== 'draft') throw new Error(`Not a draft: ${entry.remarks.join(' ')}`)
  return entry.draft
}

function readPerson(elements: object) {
  const draft = readDraft({ resourceType: 'Patient', name: [{ family: 'Okoye', given: ['Ada'] }], ...elements })
  if (draft.type !== 'patient') throw new Error('Not a patient.')
  return { ...draft.demographics, remarks: draft.remarks }
}

const wanjiku = {
  resourceType: 'Patient',
  id: 'w1',
  identifier: [
    { use: 'official', type: { coding: [{ code: 'NI' }] }, value: '23014455' },
    { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] }, value: 'KNH-7781' },
  ],
  active: true,
  name: [
    { use: 'nickname', given: ['Shiko'] },
    { use: 'official', family: 'Wanjikũ', given: ['Mary', 'Njeri'], prefix: ['Mrs'] },
    { use: 'maiden', family: 'Kamau', given: ['Mary'] },
  ],
  telecom: [
    { system: 'phone', value: '+254 20 2726300', use: 'work' },
    { system: 'phone', value: '+254 712 000111', use: 'old' },
    { system: 'phone', value: '+254 733 445566', use: 'mobile' },
    { system: 'email', value: 'mary@example.org' },
  ],
  gender: 'female',
  birthDate: '1988-02-29',
  deceasedBoolean: false,
  address: [
    { use: 'work', line: ['Upper Hill'], city: 'Nairobi', country: 'KEN' },
    { use: 'home', line: ['12 Moi Avenue', 'Flat 3'], city: 'Nakuru', postalCode: '20100', country: 'Kenya' },
  ],
  communication: [
    { language: { coding: [{ code: 'en' }] } },
    { language: { coding: [{ code: 'sw' }], text: 'Kiswahili' }, preferred: true },
  ],
  maritalStatus: { text: 'Married' },
  photo: [{ contentType: 'image/png' }],
}

test('a patient is read as people know them: official name, reachable phone, home address, hospital number', () => {
  expect(read(wanjiku)).toEqual({
    file: '0.json',
    resourceType: 'Patient',
    resourceId: 'w1',
    fate: 'draft',
    draft: {
      type: 'patient',
      reference: '0:Patient/w1',
      title: 'Mary Njeri Wanjikũ',
      demographics: {
        givenName: 'Mary Njeri',
        familyName: 'Wanjikũ',
        birthDate: '1988-02-29',
        sex: 'female',
        phone: '+254 733 445566',
        email: 'mary@example.org',
        address: { line: '12 Moi Avenue, Flat 3', city: 'Nakuru', postalCode: '20100', jurisdiction: 'KE' },
        language: 'sw',
        externalId: 'KNH-7781',
      },
      remarks: [
        'Other names were not taken in: Mary Kamau (maiden) and Shiko (nickname).',
        'Titles and suffixes were not taken in: Mrs.',
        'Other ways to reach the person were not taken in: +254 20 2726300 (work) and +254 712 000111 (old).',
        'Other addresses were not taken in: 1.',
        'Other languages were not taken in: en.',
        'Other numbers were not taken in: 23014455.',
        'Not taken in: the marital status and photos.',
      ],
    },
  })
})

test.each([['1974'], ['1974-12']])('a date of birth known only as %s is left empty, and said', (birthDate) => {
  const person = readPerson({ birthDate })
  expect(person.birthDate).toBeNull()
  expect(person.remarks).toContainEqual(expect.stringContaining(birthDate))
})

test.each([['2026-11-22'], ['1990-02-30'], ['yesterday'], [{}], [19740101]])('%j is no date of birth', (birthDate) => {
  expect(readPerson({ birthDate }).birthDate).toBeNull()
})

test('the phone that the person ranks first is taken, unless its time has ended', () => {
  const ended = { system: 'phone', value: '111 111', rank: 1, period: { end: '2014' } }
  const first = { system: 'phone', value: '222 222', rank: 1, use: 'work' }
  const second = { system: 'phone', value: '333 333', rank: 2, use: 'mobile' }
  expect(readPerson({ telecom: [ended, second, first] }).phone).toBe('222 222')
  expect(readPerson({ telecom: [ended] }).phone).toBe('111 111')
})

test.each([
  ['tel:+1-555-0100', '+1-555-0100'],
  ['(03) 5555 6473 ext. 12', '(03) 5555 6473'],
  ['call my neighbor', null],
])('of the phone %j the records keep %j', (value, phone) => {
  expect(readPerson({ telecom: [{ system: 'phone', value }] }).phone).toBe(phone)
})

test('a name of one part is kept as it is said', () => {
  expect(readPerson({ name: [{ text: 'Suharto' }] })).toMatchObject({ givenName: null, familyName: 'Suharto' })
  expect(readPerson({ name: [{ given: ['Aung', 'San'] }] })).toMatchObject({ givenName: null, familyName: 'Aung San' })
  expect(read({ resourceType: 'Patient', name: [{}] })).toMatchObject({ fate: 'skip' })
})

test('a record that is void or was replaced is not taken in', () => {
  const name = [{ family: 'Okoye' }]
  expect(read({ resourceType: 'Patient', name, active: false }).fate).toBe('skip')
  expect(read({ resourceType: 'Patient', name, link: [{ type: 'replaced-by', other: {} }] }).fate).toBe('skip')
  expect(read({ resourceType: 'Patient', name, modifierExtension: [{ url: 'x' }] }).fate).toBe('skip')
})

test('that somebody has died is said in words of its own', () => {
  expect(readPerson({ deceasedDateTime: '2020-01-01' }).remarks).toContainEqual(expect.stringContaining('has died'))
})

test('over-long and broken text is cut and mended, never refused', () => {
  const person = readPerson({ name: [{ family: 'x'.repeat(300), given: ['a\u0000b', '\ud800'] }] })
  expect(person.familyName).toHaveLength(80)
  expect(person.givenName).toBe('a b \ufffd')
  expect(person.remarks).toContainEqual('The family name was cut to 80 characters.')
})

test.each([
  ['KEN', undefined, 'KE'],
  ['ke', undefined, 'KE'],
  ['Deutschland', undefined, 'DE'],
  ['México', undefined, 'MX'],
  ['USA', 'California', 'US-CA'],
  ['United States of America', 'ca', 'US-CA'],
  ['US', 'Ontario', 'US'],
  ['US-NV', undefined, 'US-NV'],
  ['Erewhon', undefined, undefined],
])('the place %j, %j is %j', (country, state, place) => {
  expect(readJurisdiction(country, state)).toBe(place)
})

test('every country of ISO 3166 is known by its three letters and its English name', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  expect(alpha2ByAlpha3.size).toBe(249)
  expect(new Set(alpha2ByAlpha3.values()).size).toBe(249)
  for (const [alpha3, alpha2] of alpha2ByAlpha3) {
    expect(readCountry(alpha3)).toBe(alpha2)
    expect(readCountry(names.of(alpha2) ?? '')).toBe(alpha2)
  }
})

const allergy = {
  resourceType: 'AllergyIntolerance',
  clinicalStatus: { coding: [{ code: 'active' }] },
  criticality: 'high',
  code: { coding: [{ code: '227493005', display: 'Cashew nuts' }] },
  reaction: [{ manifestation: [{ coding: [{ display: 'Hives' }] }], severity: 'moderate' }],
}

test('an allergy is linked inside its Bundle by urn:uuid, by absolute URL and by relative reference', () => {
  const person = { ...wanjiku, id: 'p' }
  const bundle = (fullUrl: string, reference: string) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { fullUrl, resource: person },
      { fullUrl: 'https://his.example/fhir/AllergyIntolerance/a', resource: { ...allergy, patient: { reference } } },
    ],
  })
  for (const [fullUrl, reference] of [
    ['urn:uuid:0b4f7f5e-8d35-4f7c-9a53-5f3c8d1d8d10', 'urn:uuid:0b4f7f5e-8d35-4f7c-9a53-5f3c8d1d8d10'],
    ['https://his.example/fhir/Patient/p', 'https://his.example/fhir/Patient/p/_history/3'],
    ['https://his.example/fhir/Patient/p', 'Patient/p'],
  ] as const) {
    const [first, second] = reader.read([{ name: 'b.json', text: JSON.stringify(bundle(fullUrl, reference)) }])
    const patient = first?.fate === 'draft' && first.draft.reference
    expect(second).toMatchObject({ fate: 'draft', draft: { patientReference: patient } })
  }
})

test('two Bundles may each have a Patient/1: each allergy finds its own', () => {
  const bundle = (family: string) => ({
    resourceType: 'Bundle',
    entry: [
      { resource: { resourceType: 'Patient', id: '1', name: [{ family }] } },
      { resource: { ...allergy, patient: { reference: 'Patient/1' } } },
    ],
  })
  const drafts = readAll(bundle('Achieng'), bundle('Mutua')).flatMap((entry) =>
    entry.fate === 'draft' ? entry.draft : [],
  )
  const [achieng, hers, mutua, his] = drafts
  expect(hers).toMatchObject({ patientReference: achieng?.reference })
  expect(his).toMatchObject({ patientReference: mutua?.reference })
  const [, , , , stray] = readAll(bundle('Achieng'), bundle('Mutua'), {
    ...allergy,
    patient: { reference: 'Patient/1' },
  })
  expect(stray).toMatchObject({
    draft: {
      patientReference: 'Patient/1',
      remarks: expect.arrayContaining([expect.stringContaining('Several people')]),
    },
  })
})

test('a reference by the person’s number finds them too', () => {
  const [person, hers] = readAll(wanjiku, {
    ...allergy,
    patient: { type: 'Patient', identifier: { value: '23014455' } },
  })
  expect(hers).toMatchObject({ draft: { patientReference: person?.fate === 'draft' && person.draft.reference } })
})

test.each([
  ['resolved', { clinicalStatus: { coding: [{ code: 'resolved' }] } }],
  ['entered in error', { verificationStatus: { coding: [{ code: 'entered-in-error' }] } }],
  ['a statement that there is none', { code: { coding: [{ code: '716186003' }], text: 'No known allergy' } }],
  ['of nobody', { patient: undefined }],
])('an allergy that is %s is skipped', (_what, change) => {
  expect(read({ ...allergy, patient: { reference: 'Patient/1' }, ...change }).fate).toBe('skip')
})

test('a coverage names its plan, its payer and its time', () => {
  const [, , coverage] = readAll(
    wanjiku,
    { resourceType: 'Organization', id: 'nhif', name: 'National Fund' },
    {
      resourceType: 'Coverage',
      status: 'active',
      beneficiary: { reference: 'Patient/w1' },
      payor: [{ reference: 'Organization/nhif' }],
      subscriberId: 'M-1',
      relationship: { coding: [{ code: 'child' }] },
      period: { start: '2024-02', end: '2026-02' },
      class: [
        { type: { coding: [{ code: 'group' }] }, value: 'G7' },
        { type: { coding: [{ code: 'plan' }] }, value: 'COMMUNITY', name: 'Community health fund' },
      ],
    },
  )
  expect(coverage).toMatchObject({
    draft: {
      patientReference: '0:Patient/w1',
      planHints: ['COMMUNITY', 'Community health fund', 'G7'],
      payerName: 'National Fund',
      memberNumber: 'M-1',
      validFrom: '2024-02-01',
      validUntil: '2026-02-28',
      relationship: 'child',
    },
  })
  const cancelled = { resourceType: 'Coverage', status: 'cancelled', beneficiary: { reference: 'Patient/1' } }
  expect(read(cancelled).fate).toBe('skip')
})

test('a practitioner is named with their title, and their qualifications are told', () => {
  const practitioner = {
    resourceType: 'Practitioner',
    name: [{ prefix: ['Dr'], given: ['Adam'], family: 'Careful' }],
    qualification: [{ code: { text: 'Bachelor of Medicine' }, issuer: { display: 'Makerere University' } }],
  }
  expect(readDraft(practitioner)).toMatchObject({
    displayName: 'Dr Adam Careful',
    qualifications: ['Bachelor of Medicine, Makerere University'],
  })
})

test('what is not FHIR is refused with what to do, and other resources are skipped by name', () => {
  const texts = ['', '<Patient/>', '{"a":', '{"a":1}', '[1]', '{"resourceType":"Claim","id":"9"}']
  const entries = reader.read(texts.map((text, n) => ({ name: `${n}`, text })))
  expect(entries.map(({ fate }) => fate)).toEqual(['refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'skip'])
  expect(entries.at(-1)).toMatchObject({ title: 'Claim 9', remarks: ['Resources of the type Claim are not taken in.'] })
})

test('a file may hold one resource a line', () => {
  const text = [wanjiku, { ...wanjiku, id: 'w2' }].map((one) => JSON.stringify(one)).join('\n')
  expect(reader.read([{ name: 'people.ndjson', text }])).toHaveLength(2)
})

test('a Bundle that nests without end is read to a depth, and no further', () => {
  let bundle: object = wanjiku
  for (let depth = 0; depth < 500; depth += 1) bundle = { resourceType: 'Bundle', entry: [{ resource: bundle }] }
  expect(read(bundle)).toMatchObject({ fate: 'skip', resourceType: 'Bundle' })
})

test('whatever the elements hold, nothing throws and every draft can be kept', () => {
  const junk = fc.jsonValue({ maxDepth: 3 })
  const elements = [
    'name',
    'telecom',
    'address',
    'identifier',
    'birthDate',
    'gender',
    'communication',
    'code',
    'reaction',
  ]
  const more = [
    'patient',
    'beneficiary',
    'payor',
    'class',
    'period',
    'relationship',
    'link',
    'qualification',
    'criticality',
  ]
  const resource = fc
    .tuple(
      fc.constantFrom('Patient', 'Practitioner', 'Coverage', 'AllergyIntolerance', 'Bundle'),
      fc.dictionary(
        fc.constantFrom(...elements, ...more, 'entry', 'id', 'active'),
        fc.oneof(junk, fc.constant([{ family: 'X' }])),
      ),
    )
    .map(([resourceType, rest]) => ({ ...rest, resourceType }))
  fc.assert(
    fc.property(fc.array(resource, { maxLength: 3 }), (resources) => {
      for (const entry of readAll(...resources, {
        resourceType: 'Bundle',
        entry: resources.map((one) => ({ resource: one })),
      }))
        expect(['draft', 'skip', 'refuse']).toContain(entry.fate)
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(reader.read([{ name: 'x', text }]).every(({ fate }) => fate !== 'draft')).toBe(true)
    }),
  )
})
