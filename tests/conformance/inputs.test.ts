import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { catalogue } from '../../core/catalogue.js'
import { permissionsOf, Role } from '../../core/kernel/roles.js'
import { listOperations } from '../../node/operations.js'
import { call, codeOf } from '../support/catalogue.js'
import { openClinic, type TestClinic } from '../support/clinic.js'

type JsonSchema = { [key: string]: unknown }

let clinic: TestClinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const unknown = 'x'.repeat(22)
const patient = { patientId: unknown }
const visit = { consultationId: unknown }
const staff = { staffId: unknown, version: 1 }
const person = {
  givenName: 'A',
  familyName: 'B',
  birthDate: null,
  sex: 'female',
  phone: null,
  email: null,
  address: null,
  language: null,
  externalId: null,
}
const vitals = {
  temperatureCelsius: 37,
  pulsePerMinute: null,
  systolicMmHg: null,
  diastolicMmHg: null,
  respirationsPerMinute: null,
  oxygenSaturationPercent: null,
  weightKg: null,
  heightCm: null,
}
const draft = {
  ...visit,
  rxNormCode: '1',
  dose: 1,
  doseUnit: 'tablet',
  route: 'oral',
  frequency: 'once-daily',
  durationDays: 1,
  quantity: 1,
  refills: 0,
  note: null,
}
const payable = { kind: 'consultation', id: unknown }
const profile = {
  specialty: 'x',
  visitKind: 'general',
  languages: ['en'],
  about: '',
  capabilities: [],
  licences: [],
  feeMinor: 0,
}
const order = {
  idempotencyKey: unknown,
  ...patient,
  consultationId: null,
  lines: [{ productId: unknown, quantity: 1, prescriptionId: null }],
  delivery: { kind: 'pickup' },
  coverageId: null,
}

/** Well-formed input whose ids name nothing here, and the code with which each operation says so. */
const foreign: [name: string, input: object, code: string][] = [
  ['identity.updateStaff', { ...staff, displayName: 'x', roles: ['doctor'] }, 'STAFF_UNKNOWN'],
  ['identity.deactivateStaff', staff, 'STAFF_UNKNOWN'],
  ['identity.reactivateStaff', staff, 'STAFF_UNKNOWN'],
  ['anomalies.review', { anomalyId: unknown, version: 1, outcome: 'explained', comment: 'x' }, 'ANOMALY_UNKNOWN'],
  ['usage.listOfTenant', { tenantId: unknown }, 'TENANT_FOREIGN'],
  [
    'usage.record',
    { id: unknown, tenantId: unknown, resource: 'video', quantity: 1, at: '2026-11-21T05:00:00.000Z' },
    'TENANT_FOREIGN',
  ],
  ['invoices.get', { invoiceId: unknown }, 'INVOICE_UNKNOWN'],
  ['invoices.discard', { invoiceId: unknown, version: 1 }, 'INVOICE_UNKNOWN'],
  ['invoices.issue', { invoiceId: unknown, version: 1 }, 'INVOICE_UNKNOWN'],
  [
    'invoices.markPaid',
    { id: unknown, invoiceId: unknown, amountMinor: 1, method: 'card', reference: null, paidOn: '2026-11-20' },
    'INVOICE_UNKNOWN',
  ],
  ['invoices.credit', { id: unknown, invoiceId: unknown, amountMinor: 1, reason: 'x' }, 'INVOICE_UNKNOWN'],
  ['invoices.dispute', { invoiceId: unknown, resource: null, reason: 'x' }, 'INVOICE_UNKNOWN'],
  [
    'invoices.answerDispute',
    { invoiceId: unknown, disputeId: unknown, outcome: 'stands', comment: 'x' },
    'INVOICE_UNKNOWN',
  ],
  ['access.getStanding', patient, 'PATIENT_UNKNOWN'],
  ['access.openEmergency', { ...patient, reason: 'x' }, 'PATIENT_UNKNOWN'],
  ['access.getMark', patient, 'PATIENT_UNKNOWN'],
  ['access.setMark', { ...patient, version: 0, isMarked: true, reason: 'x' }, 'PATIENT_UNKNOWN'],
  ['access.reviewEmergency', { accessId: unknown, version: 1, outcome: 'justified', comment: 'x' }, 'ACCESS_UNKNOWN'],
  ['patients.get', patient, 'PATIENT_UNKNOWN'],
  ['interchange.exportPatient', { ...patient, reason: 'x' }, 'PATIENT_UNKNOWN'],
  ['interchange.listExports', patient, 'PATIENT_UNKNOWN'],
  ['patients.getBanner', patient, 'PATIENT_UNKNOWN'],
  ['patients.getHistory', patient, 'PATIENT_UNKNOWN'],
  ['patients.update', { ...patient, version: 1, demographics: person }, 'PATIENT_UNKNOWN'],
  ['patients.recordAllergy', { ...patient, substance: 'Latex', criticality: 'low', reaction: null }, 'PATIENT_UNKNOWN'],
  ['patients.retractAllergy', { ...patient, allergyId: unknown, reason: 'x' }, 'ALLERGY_UNKNOWN'],
  ['scheduling.getDoctor', { doctorId: unknown }, 'DOCTOR_UNKNOWN'],
  ['scheduling.saveDoctor', { doctorId: unknown, ...profile }, 'DOCTOR_UNKNOWN'],
  [
    'scheduling.offerSlots',
    { doctorId: unknown, day: '2026-11-23', from: '09:00', to: '10:00', minutesEach: 20, isTelemedicine: true },
    'DOCTOR_UNKNOWN',
  ],
  ['scheduling.bookConsultation', { ...patient, slotId: unknown, symptoms: 'x' }, 'SLOT_UNKNOWN|PATIENT_UNKNOWN'],
  ['scheduling.getConsultation', visit, 'CONSULTATION_UNKNOWN'],
  ['scheduling.checkIn', visit, 'CONSULTATION_UNKNOWN'],
  ['scheduling.cancelConsultation', { ...visit, reason: 'x' }, 'CONSULTATION_UNKNOWN'],
  ['scheduling.restoreConsultation', visit, 'CONSULTATION_UNKNOWN'],
  ['scheduling.markNoShow', visit, 'CONSULTATION_UNKNOWN'],
  ['encounters.getVisit', visit, 'CONSULTATION_UNKNOWN'],
  ['encounters.start', visit, 'CONSULTATION_UNKNOWN'],
  ['encounters.recordVitals', { ...visit, ...vitals }, 'CONSULTATION_UNKNOWN'],
  ['encounters.addNote', { ...visit, text: 'x', replaces: null }, 'CONSULTATION_UNKNOWN'],
  ['encounters.addDiagnosis', { ...visit, code: 'J03.9', description: 'x' }, 'CONSULTATION_UNKNOWN'],
  ['encounters.complete', { ...visit, summary: 'x', followUp: null }, 'CONSULTATION_UNKNOWN'],
  ['prescriptions.checkSafety', draft, 'CONSULTATION_UNKNOWN'],
  ['prescriptions.issue', { ...draft, overrideReason: null }, 'CONSULTATION_UNKNOWN'],
  ['prescriptions.get', { prescriptionId: unknown }, 'PRESCRIPTION_UNKNOWN'],
  ['prescriptions.findByCode', { code: 'R-000000' }, 'PRESCRIPTION_UNKNOWN'],
  ['prescriptions.verify', { prescriptionId: unknown }, 'PRESCRIPTION_UNKNOWN'],
  ['prescriptions.cancel', { prescriptionId: unknown, reason: 'x' }, 'PRESCRIPTION_UNKNOWN'],
  [
    'pharmacy.saveProduct',
    { rxNormCode: '1', manufacturer: 'x', unitPriceMinor: 1, reorderLevel: 0 },
    'MEDICINE_UNKNOWN',
  ],
  ['pharmacy.placeOrder', order, 'PATIENT_UNKNOWN'],
  ['pharmacy.getOrder', { orderId: unknown }, 'ORDER_UNKNOWN'],
  ['pharmacy.dispense', { orderId: unknown }, 'ORDER_UNKNOWN'],
  ['pharmacy.ship', { orderId: unknown, carrier: 'x', trackingNumber: 'x' }, 'ORDER_UNKNOWN'],
  ['pharmacy.handOver', { orderId: unknown, receivedBy: 'x' }, 'ORDER_UNKNOWN'],
  ['pharmacy.cancelOrder', { orderId: unknown, reason: 'x' }, 'ORDER_UNKNOWN'],
  [
    'pharmacy.receiveStock',
    { productId: unknown, batchNumber: 'x', expiresOn: '2030-01-01', quantity: 1 },
    'PRODUCT_UNKNOWN',
  ],
  ['pharmacy.transferStock', { batchId: unknown, to: unknown, quantity: 1 }, 'BATCH_UNKNOWN'],
  ['pharmacy.takeOverStock', { batchId: unknown }, 'BATCH_UNKNOWN'],
  ['pharmacy.adjustStock', { batchId: unknown, change: 1, reason: 'x' }, 'BATCH_UNKNOWN'],
  [
    'insurance.addCoverage',
    { ...patient, planId: 'NONE', memberNumber: 'x', validFrom: '2026-01-01', validUntil: null },
    'PATIENT_UNKNOWN|PLAN_UNKNOWN',
  ],
  ['insurance.listCoveredServices', { insuranceId: unknown }, 'COVERAGE_UNKNOWN'],
  ['insurance.verifyCoverage', { payable, coverageId: null }, 'PAYABLE_UNKNOWN'],
  ['insurance.payFromCoverage', { verificationId: unknown }, 'VERIFICATION_UNKNOWN'],
  ['insurance.submitClaim', { payable }, 'PAYABLE_UNKNOWN'],
  ['insurance.getClaim', { claimId: unknown }, 'CLAIM_UNKNOWN'],
  ['insurance.resubmitClaim', { claimId: unknown, note: 'x' }, 'CLAIM_UNKNOWN'],
  [
    'billing.takePayment',
    { idempotencyKey: unknown, payable, amountMinor: 1, currency: 'USD', method: 'cash', reference: null },
    'PAYABLE_UNKNOWN',
  ],
  ['billing.refundPayment', { paymentId: unknown, reason: 'x' }, 'PAYMENT_UNKNOWN'],
  ['billing.getCharge', payable, 'PAYABLE_UNKNOWN'],
  ['billing.getReceipt', { paymentId: unknown }, 'PAYMENT_UNKNOWN'],
  ['tasks.create', { title: 'x', ...patient, dueOn: '2026-11-23', forRole: null }, 'PATIENT_UNKNOWN'],
  ['tasks.complete', { taskId: unknown, outcome: 'x' }, 'TASK_UNKNOWN'],
  ['tasks.reopen', { taskId: unknown }, 'TASK_UNKNOWN'],
  ['sync.retryRefused', { id: 4 }, 'REFUSED_UNKNOWN'],
  ['sync.getConflict', { conflictId: 'clock.none' }, 'CONFLICT_UNKNOWN'],
  ['sync.decideConflict', { conflictId: 'clock.none', sides: ['a'], choice: 'seen', note: null }, 'CONFLICT_UNKNOWN'],
  ['attachments.add', { ...patient, name: 'x', content: 'JVBERi0=' }, 'PATIENT_UNKNOWN'],
  ['attachments.open', { attachmentId: unknown }, 'DOCUMENT_UNKNOWN'],
  ['attachments.retract', { attachmentId: unknown, reason: 'x' }, 'DOCUMENT_UNKNOWN'],
  ['devices.rename', { id: unknown, name: 'x', place: null }, 'UNKNOWN_DEVICE'],
  ['databases.get', { id: unknown }, 'DATABASE_UNKNOWN'],
  ['databases.updateStatus', { id: unknown, status: 'suspended' }, 'DATABASE_UNKNOWN'],
  ['databases.check', { id: unknown }, 'DATABASE_UNKNOWN'],
  ['databases.backUp', { id: unknown }, 'DATABASE_UNKNOWN'],
  ['databases.restore', { id: unknown, backupId: unknown }, 'DATABASE_UNKNOWN'],
  ['chainNodes.get', { id: unknown }, 'NODE_UNKNOWN'],
  ['chainNodes.updateStatus', { id: unknown, status: 'stopped' }, 'NODE_UNKNOWN'],
  ['chainNodes.check', { id: unknown }, 'NODE_UNKNOWN'],
  ['chainNodes.readLog', { id: unknown }, 'NODE_UNKNOWN'],
  ['chainNodes.remove', { id: unknown }, 'NODE_UNKNOWN'],
  ['chainNodes.move', { id: unknown }, 'NODE_UNKNOWN'],
  ['anchoring.verifyPatient', patient, 'PATIENT_UNKNOWN'],
  ['anchoring.recordTransaction', { kind: 'note', recordId: unknown }, 'RECORD_UNKNOWN'],
  ['anchoring.getProof', { kind: 'note', recordId: unknown }, 'RECORD_UNKNOWN'],
]

test.each(foreign)(
  '%s says in its own words that an id names nothing here, and changes nothing',
  async (name, input, codes) => {
    const operation = listOperations().find((candidate) => candidate.name === name)
    const role = Role.options.find(
      (candidate) => operation && permissionsOf([candidate]).has(operation.meta.permission),
    )
    if (!role) throw new Error(`Nobody may call ${name}.`)
    const client = await clinic.as(role)
    const ops = clinic.database.rows('SELECT n FROM ops').length
    expect(codes.split('|')).toContain(await codeOf(call(client, name, input)))
    expect(clinic.database.rows('SELECT n FROM ops')).toHaveLength(ops)
    expect(clinic.defects).toEqual([])
  },
)

test('every text that an operation takes has a bound, and every list a length', () => {
  const unbounded = Object.entries(catalogue).flatMap(([slice, operations]) =>
    Object.entries(operations).flatMap(([verb, operation]) => {
      const schema = operation['~orpc'].inputSchema as z.ZodType
      return findUnbounded(
        z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema,
        `${slice}.${verb}`,
      )
    }),
  )
  expect(unbounded).toEqual([])
})

test('every operation refuses a field that it does not know', () => {
  const open = Object.entries(catalogue).flatMap(([slice, operations]) =>
    Object.entries(operations).flatMap(([verb, operation]) => {
      const schema = z.toJSONSchema(operation['~orpc'].inputSchema as z.ZodType, {
        io: 'input',
        unrepresentable: 'any',
      })
      return findOpenObjects(schema as JsonSchema, `${slice}.${verb}`)
    }),
  )
  expect(open).toEqual([])
})

/** Paths of strings without a bound of their own (length, pattern, format or list of values) and of lists without a length. */
function findUnbounded(schema: JsonSchema, path: string): string[] {
  const isBounded = ['maxLength', 'pattern', 'format', 'enum', 'const'].some((key) => key in schema)
  const own =
    (schema.type === 'string' && !isBounded) || (schema.type === 'array' && schema.maxItems === undefined) ? [path] : []
  return [...own, ...children(schema).flatMap(([key, child]) => findUnbounded(child, `${path}.${key}`))]
}

function findOpenObjects(schema: JsonSchema, path: string): string[] {
  const own = schema.type === 'object' && 'properties' in schema && schema.additionalProperties !== false ? [path] : []
  return [...own, ...children(schema).flatMap(([key, child]) => findOpenObjects(child, `${path}.${key}`))]
}

function children(schema: JsonSchema): [string, JsonSchema][] {
  const named = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
  const listed = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) =>
    ((schema[key] as JsonSchema[]) ?? []).map((child, index): [string, JsonSchema] => [`${key}${index}`, child]),
  )
  const items = schema.items ? [['items', schema.items as JsonSchema] as [string, JsonSchema]] : []
  return [...named, ...listed, ...items]
}
