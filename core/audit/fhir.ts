import type { WholeEntry } from './store.js'

const dicom = 'http://dicom.nema.org/resources/ontology/DCM'
const systems = {
  type: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  restful: 'http://hl7.org/fhir/restful-interaction',
  entityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  sourceType: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  operation: 'urn:medichain:operation',
  staff: 'urn:medichain:staff',
  patient: 'urn:medichain:patient',
  record: 'urn:medichain:record',
  device: 'urn:medichain:device',
  hash: 'urn:medichain:audit-hash',
} as const

const coding = (system: string, code: string, display: string) => ({ system, code, display })

/** What kind of event each outcome is, in the codes that FHIR names for it. */
const kinds = {
  read: { type: coding(systems.type, 'rest', 'RESTful Operation'), action: 'R', outcome: '0' },
  changed: { type: coding(systems.type, 'rest', 'RESTful Operation'), action: 'U', outcome: '0' },
  refused: { type: coding(dicom, '110113', 'Security Alert'), action: 'E', outcome: '4' },
  'signed-in': { type: coding(dicom, '110114', 'User Authentication'), action: 'E', outcome: '0' },
  'signed-out': { type: coding(dicom, '110114', 'User Authentication'), action: 'E', outcome: '0' },
} as const

const logins = {
  'signed-in': [coding(dicom, '110122', 'Login')],
  'signed-out': [coding(dicom, '110123', 'Logout')],
  read: [],
  changed: [],
  refused: [],
} as const

/** An entry of the log as a FHIR R4 AuditEvent. Records are named by identifiers, because they are not served by a URL. */
export function toAuditEvent(entry: WholeEntry, deviceId: string) {
  const { type, action, outcome } = kinds[entry.outcome]
  return {
    resourceType: 'AuditEvent' as const,
    id: `entry-${entry.seq}`,
    type,
    subtype: [...logins[entry.outcome], coding(systems.operation, entry.action, entry.action)],
    action,
    recorded: entry.at,
    outcome,
    agent: [
      {
        who: { identifier: { system: systems.staff, value: entry.actorId }, display: entry.actorName },
        requestor: entry.door !== 'system',
      },
    ],
    source: {
      site: entry.door,
      observer: { identifier: { system: systems.device, value: deviceId }, display: 'MediChain workstation' },
      type: [
        coding(
          systems.sourceType,
          entry.door === 'window' ? '1' : '4',
          entry.door === 'window' ? 'User Device' : 'Application Server',
        ),
      ],
    },
    entity: [
      ...entry.subjects.map(({ kind, id, patientId }) => ({
        what: { identifier: { system: systems.record, value: id } },
        type: coding(
          systems.entityType,
          kind === 'patient' ? '1' : '2',
          kind === 'patient' ? 'Person' : 'System Object',
        ),
        name: kind,
        ...(patientId === null ? {} : { detail: [{ type: systems.patient, valueString: patientId }] }),
      })),
      { what: { identifier: { system: systems.hash, value: entry.hash } }, name: 'hash' },
    ],
  }
}

/** The events as one document: a Bundle of the type collection, or a line for each. */
export function writeEvents(
  entries: readonly WholeEntry[],
  deviceId: string,
  format: 'bundle' | 'ndjson',
): { mediaType: string; text: string } {
  const events = entries.map((entry) => toAuditEvent(entry, deviceId))
  if (format === 'ndjson')
    return { mediaType: 'application/fhir+ndjson', text: events.map((event) => `${JSON.stringify(event)}\n`).join('') }
  const entry = events.map((resource) => ({ fullUrl: `urn:medichain:${deviceId}:${resource.id}`, resource }))
  return {
    mediaType: 'application/fhir+json',
    text: JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }),
  }
}
