import type * as z from 'zod'
import type { Role } from '../../core/kernel/roles.js'
import type { SaveDoctor } from '../../core/scheduling/model.js'
import type { ClinicDetails } from '../../core/tenancy/model.js'

/** Somebody who works at the demo clinic; the key to sign in with is made by whoever founds it. */
export interface DemoPerson {
  loginName: string
  displayName: string
  roles: Role[]
}

/** The demo clinic and its twelve people; the administrator, who founds it, comes first. */
export function demoClinic(): { clinic: ClinicDetails; people: DemoPerson[] } {
  return {
    clinic: {
      name: 'Harborview Community Clinic',
      jurisdiction: 'US-CA',
      timeZone: 'America/Los_Angeles',
      currency: 'USD',
    },
    people: [
      { loginName: 'noor', displayName: 'Noor Haddad', roles: ['tenant-admin'] },
      { loginName: 'grace', displayName: 'Grace Wanjiru', roles: ['front-desk'] },
      { loginName: 'mateo', displayName: 'Mateo Rivera', roles: ['front-desk'] },
      ...doctors.map(({ loginName, displayName }) => ({ loginName, displayName, roles: ['doctor' as const] })),
      { loginName: 'linh', displayName: 'Linh Trần', roles: ['pharmacist'] },
      { loginName: 'piotr', displayName: 'Piotr Zieliński', roles: ['pharmacist'] },
      { loginName: 'astrid', displayName: 'Astrid Lindqvist', roles: ['billing'] },
      { loginName: 'ruth', displayName: 'Ruth Feldman', roles: ['auditor'] },
    ],
  }
}

/** A doctor of the demo clinic. Licences run so many years from the day on which the demo is made. */
export interface DemoDoctor extends Omit<z.infer<typeof SaveDoctor>, 'doctorId' | 'licences'> {
  loginName: string
  displayName: string
  licences: {
    jurisdiction: string
    number: string
    years: number
    allowsTelemedicine: boolean
    allowsPrescribing: boolean
  }[]
}

const licence = (jurisdiction: string, number: string, years = 2, allowsPrescribing = true) => ({
  jurisdiction,
  number,
  years,
  allowsTelemedicine: true,
  allowsPrescribing,
})

/** Five doctors; together they may treat by video wherever the demo's patients live. */
export const doctors: readonly DemoDoctor[] = [
  {
    loginName: 'amara',
    displayName: 'Dr Amara Okafor',
    specialty: 'Family medicine',
    visitKind: 'general',
    languages: ['en', 'ig', 'fr'],
    about: 'Looks after whole families, from the first check-up to the hundredth birthday.',
    capabilities: ['video', 'chat', 'e-prescribing'],
    licences: [
      licence('US-CA', 'A-104882'),
      licence('US-NV', '21877'),
      licence('NG', 'MDCN-48210'),
      licence('KE', 'A9921', 1),
    ],
    feeMinor: 12_000,
  },
  {
    loginName: 'daniel',
    displayName: 'Dr Daniel Vargas',
    specialty: 'Internal medicine',
    visitKind: 'general',
    languages: ['en', 'es', 'pt'],
    about: 'Diabetes, blood pressure, and the things that come with both.',
    capabilities: ['video', 'chat', 'e-prescribing', 'remote-monitoring'],
    licences: [
      licence('US-CA', 'A-118034'),
      licence('MX', '7742019'),
      licence('ES', '282871204'),
      licence('BR', 'CRM-SP 188204'),
    ],
    feeMinor: 14_000,
  },
  {
    loginName: 'mei',
    displayName: 'Dr Mei Chen',
    specialty: 'Pediatrics',
    visitKind: 'general',
    languages: ['en', 'zh', 'vi'],
    about: 'Children up to eighteen, and calm for their parents.',
    capabilities: ['video', 'chat', 'e-prescribing'],
    licences: [
      licence('US-CA', 'A-120557'),
      licence('US-OR', 'MD188402'),
      licence('VN', '004512/HCM-CCHN', 1),
      licence('CN', '110110000012345'),
    ],
    feeMinor: 13_000,
  },
  {
    loginName: 'priya',
    displayName: 'Dr Priya Raman',
    specialty: 'Cardiology',
    visitKind: 'specialist',
    languages: ['en', 'hi', 'ta'],
    about: 'Hearts that race, tire or worry.',
    capabilities: ['video', 'e-prescribing', 'remote-monitoring'],
    licences: [
      licence('US-CA', 'A-097713'),
      licence('IN', 'TNMC-88412'),
      licence('EG', '210443'),
      licence('US-NV', '20114', 2, false),
    ],
    feeMinor: 22_000,
  },
  {
    loginName: 'jonas',
    displayName: 'Dr Jonas Weber',
    specialty: 'Dermatology',
    visitKind: 'specialist',
    languages: ['en', 'de', 'sv', 'fr', 'pl'],
    about: 'Skin, hair and nails. Most first looks can be done by video.',
    capabilities: ['video', 'chat', 'e-prescribing'],
    licences: [
      licence('US-CA', 'A-131260'),
      licence('DE', 'BLAEK-551204'),
      licence('FR', '10100234567'),
      licence('SE', '880412-1'),
      licence('PL', '2884102'),
    ],
    feeMinor: 19_000,
  },
]
