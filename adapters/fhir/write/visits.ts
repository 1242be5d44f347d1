import type {
  Appointment,
  CodeableConcept,
  Condition,
  DocumentReference,
  Encounter,
  Observation,
  ObservationComponent,
  Quantity,
} from '@medplum/fhirtypes'
import type { VitalsRecord } from '../../../core/encounters/model.js'
import type { WholeVisit } from '../../../core/ports/fhir.js'
import { concept, hl7, icd10, identifiers, loinc, refer, textOr, ucum, urlOf, uuidOf } from './naming.js'

type Visit = WholeVisit['consultation']

const appointmentStates = {
  booked: 'booked',
  arrived: 'arrived',
  'in-progress': 'arrived',
  completed: 'fulfilled',
  cancelled: 'cancelled',
  'no-show': 'noshow',
} as const satisfies Record<Visit['state'], Appointment['status']>

/** The time that was booked, whatever came of it. */
export function writeAppointment({ consultation: visit }: WholeVisit): Appointment {
  const { id, code, patientId, doctorId, state } = visit
  return {
    resourceType: 'Appointment',
    id: uuidOf('appointment', id),
    identifier: identifiers('appointment', id, code),
    status: appointmentStates[state],
    ...(visit.cancellationReason === null ? {} : { cancelationReason: { text: visit.cancellationReason } }),
    reasonCode: [{ text: textOr(visit.symptoms, 'Not said') }],
    start: visit.startsAt,
    end: visit.endsAt,
    created: visit.bookedAt,
    participant: [
      { actor: refer('patient', patientId), status: 'accepted' },
      { actor: refer('doctor', doctorId), status: 'accepted' },
    ],
  }
}

const encounterStates = {
  booked: 'planned',
  arrived: 'arrived',
  'in-progress': 'in-progress',
  completed: 'finished',
  cancelled: 'cancelled',
  'no-show': 'cancelled',
} as const satisfies Record<Visit['state'], Encounter['status']>

/** The visit itself, on which everything else hangs. */
export function writeEncounter({ consultation: visit, diagnoses }: WholeVisit, clinicId: string): Encounter {
  const { id, code, patientId, doctorId, state, arrivedAt, startedAt, completedAt } = visit
  const start = startedAt ?? arrivedAt
  return {
    resourceType: 'Encounter',
    id: uuidOf('encounter', id),
    identifier: identifiers('encounter', id, code),
    status: encounterStates[state],
    class: { system: `${hl7}/v3-ActCode`, code: visit.mode === 'video' ? 'VR' : 'AMB' },
    subject: refer('patient', patientId),
    participant: [{ individual: refer('doctor', doctorId) }],
    appointment: [refer('appointment', id)],
    ...(start === null ? {} : { period: { start, ...(completedAt === null ? {} : { end: completedAt }) } }),
    reasonCode: [{ text: textOr(visit.symptoms, 'Not said') }],
    diagnosis: diagnoses.map(({ id: diagnosisId }, place) => ({
      condition: refer('diagnosis', diagnosisId),
      rank: place + 1,
    })),
    serviceProvider: refer('clinic', clinicId),
  }
}

export const writeConditions = ({ consultation, diagnoses }: WholeVisit): Condition[] =>
  diagnoses.map(({ id, code, description, recordedAt, recordedBy }) => ({
    resourceType: 'Condition',
    id: uuidOf('diagnosis', id),
    identifier: identifiers('diagnosis', id),
    verificationStatus: concept(`${hl7}/condition-ver-status`, 'confirmed'),
    category: [concept(`${hl7}/condition-category`, 'encounter-diagnosis')],
    code: concept(icd10, code, description),
    subject: refer('patient', consultation.patientId),
    encounter: refer('encounter', consultation.id),
    recordedDate: recordedAt,
    recorder: { display: recordedBy },
  }))

/** What is measured, in LOINC's codes and UCUM's units (http://hl7.org/fhir/R4/observation-vitalsigns.html). */
const measures = [
  ['temperatureCelsius', '8310-5', 'Body temperature', 'Cel', '°C'],
  ['pulsePerMinute', '8867-4', 'Heart rate', '/min', 'beats/minute'],
  ['respirationsPerMinute', '9279-1', 'Respiratory rate', '/min', 'breaths/minute'],
  ['oxygenSaturationPercent', '2708-6', 'Oxygen saturation', '%', '%'],
  ['weightKg', '29463-7', 'Body weight', 'kg', 'kg'],
  ['heightCm', '8302-2', 'Body height', 'cm', 'cm'],
] as const satisfies readonly (readonly [keyof VitalsRecord, string, string, string, string])[]

const pressures = [
  ['systolicMmHg', '8480-6', 'Systolic blood pressure'],
  ['diastolicMmHg', '8462-4', 'Diastolic blood pressure'],
] as const

export function writeVitals({ consultation, vitals }: WholeVisit): Observation[] {
  return vitals.flatMap((measured) => {
    const common = (code: string, text: string) => ({
      resourceType: 'Observation' as const,
      id: uuidOf('vitals', `${measured.id} ${code}`),
      identifier: identifiers('vitals', measured.id),
      status: 'final' as const,
      category: [concept(`${hl7}/observation-category`, 'vital-signs')],
      code: concept(loinc, code, text),
      subject: refer<never>('patient', consultation.patientId),
      encounter: refer<never>('encounter', consultation.id),
      effectiveDateTime: measured.recordedAt,
      performer: [{ display: measured.recordedBy }],
    })
    const single = measures.flatMap(([field, code, text, unitCode, unit]): Observation[] => {
      const value = measured[field]
      return value === null ? [] : [{ ...common(code, text), valueQuantity: quantity(value, unit, unitCode) }]
    })
    if (measured.systolicMmHg === null && measured.diastolicMmHg === null) return single
    const component = pressures.map(([field, code, text]): ObservationComponent => {
      const value = measured[field]
      return {
        code: concept(loinc, code, text),
        ...(value === null
          ? { dataAbsentReason: concept(`${hl7}/data-absent-reason`, 'not-performed') }
          : { valueQuantity: quantity(value, 'mmHg', 'mm[Hg]') }),
      }
    })
    return [...single, { ...common('85354-9', 'Blood pressure'), component }]
  })
}

export const quantity = (value: number, unit: string, code: string): Quantity => ({ value, unit, system: ucum, code })

/** Notes, those that were corrected too, and the summary that ended the visit: each as a text of its own. */
export function writeTexts({ consultation, notes, summary }: WholeVisit): DocumentReference[] {
  const about = { patientId: consultation.patientId, encounterId: consultation.id }
  const written = notes.map((note) =>
    textOf(about, {
      ...{ kind: 'note', id: note.id, type: concept(loinc, '11506-3', 'Progress note'), text: note.text },
      ...{ at: note.writtenAt, by: note.writtenBy, isSuperseded: note.isReplaced, replaces: note.replaces },
    }),
  )
  if (summary === null) return written
  const type = concept(loinc, '34133-9', 'Summarization of episode note')
  const { text, completedAt: at, completedBy: by } = summary
  const ended = { kind: 'encounter-summary', id: consultation.id, type, text, at, by } as const
  return [...written, textOf(about, { ...ended, isSuperseded: false, replaces: null })]
}

interface Text {
  kind: 'note' | 'encounter-summary'
  id: string
  type: CodeableConcept
  text: string
  at: string
  by: string
  isSuperseded: boolean
  replaces: string | null
}

function textOf(about: { patientId: string; encounterId: string }, said: Text): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id: uuidOf(said.kind, said.id),
    identifier: identifiers(said.kind, said.id),
    status: said.isSuperseded ? 'superseded' : 'current',
    docStatus: 'final',
    type: said.type,
    subject: refer('patient', about.patientId),
    date: said.at,
    author: [{ display: said.by }],
    ...(said.replaces === null
      ? {}
      : { relatesTo: [{ code: 'replaces', target: { reference: urlOf('note', said.replaces) } }] }),
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(textOr(said.text, '-')).toString('base64'),
          creation: said.at,
        },
      },
    ],
    context: { encounter: [refer('encounter', about.encounterId)] },
  }
}
