import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import { bundleChainProcess, isRunning, statusWhere } from '../../tests/contracts/support/chain-process.js'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { prescriptionFor } from '../../tests/support/full-day.js'
import { refusal } from '../../tests/support/refusal.js'
import { amoxicillin, beginVisit, stockUp } from '../../tests/support/visit.js'

let program: Awaited<ReturnType<typeof bundleChainProcess>>
let clinic: TestClinic

beforeAll(async () => {
  program = await bundleChainProcess()
})
afterAll(() => program.remove())

beforeEach(async () => {
  clinic = await openClinic({ host: program.host() })
  await statusWhere(clinic.records.chain, isRunning)
})
afterEach(async () => {
  const { defects } = clinic
  await clinic.close()
  expect(defects).toEqual([])
})

async function prescribe() {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const { amoxicillinId } = stockUp(clinic)
  const prescription = await doctor.prescriptions.issue(prescriptionFor(visit.id, amoxicillin.rxNormCode))
  const [desk, pharmacist] = await Promise.all([clinic.as('front-desk'), clinic.as('pharmacist')])
  const placeOrder = () =>
    desk.pharmacy.placeOrder({
      idempotencyKey: randomIds.newId(),
      patientId: patient.id,
      consultationId: visit.id,
      lines: [{ productId: amoxicillinId, quantity: 14, prescriptionId: prescription.id }],
      delivery: { kind: 'pickup' },
      coverageId: null,
    })
  const verify = () => pharmacist.prescriptions.verify({ prescriptionId: prescription.id })
  return { prescription, doctor, placeOrder, verify }
}

const refusedCalls = () => clinic.database.rows(`SELECT fn, problem FROM chain_calls WHERE state = 'refused'`)

test('a prescription that the chain confirms is filled once, and the chain refuses the second fill', async () => {
  const { prescription, doctor, placeOrder, verify } = await prescribe()
  expect(await verify()).toMatchObject({ isAuthentic: true, onChain: 'unknown' })

  await clinic.records.outbox.flush()
  expect(await verify()).toMatchObject({ isAuthentic: true, isFillable: true, onChain: 'confirmed' })
  expect((await doctor.prescriptions.get({ prescriptionId: prescription.id })).proof).toMatchObject({
    state: 'anchored',
    commitment: prescription.verificationHash,
    onChainId: '1',
  })

  expect(await placeOrder()).toMatchObject({ prescriptionCheck: 'chain' })
  await clinic.records.outbox.flush()
  expect(refusedCalls()).toEqual([])
  expect(await clinic.records.chain.verifyPrescription(prescription.verificationHash as `0x${string}`)).toMatchObject({
    state: 'filled',
    fillsLeft: 0,
  })
  expect(await verify()).toMatchObject({ isAuthentic: true, isFillable: false, onChain: 'confirmed' })

  // A workstation that has not heard of the fill yet asks the chain.
  clinic.database.transact((db) => db.run('DELETE FROM prescription_fills'))
  expect(await verify()).toMatchObject({ isFillable: false, onChain: 'contradicted' })
  expect(await refusal(clinic, placeOrder())).toEqual({
    code: 'PRESCRIPTION_FILLED',
    data: { prescriptionId: prescription.id },
  })
})

test('a fill before the chain has the prescription is provisional, and the chain accepts both in order', async () => {
  const { prescription, placeOrder } = await prescribe()
  expect(await placeOrder()).toMatchObject({ prescriptionCheck: 'signature' })
  await clinic.records.outbox.flush()
  expect(refusedCalls()).toEqual([])
  expect(await clinic.records.chain.verifyPrescription(prescription.verificationHash as `0x${string}`)).toMatchObject({
    state: 'filled',
  })
})

test('what a doctor canceled at another workstation is not filled here', async () => {
  const { prescription, doctor, placeOrder } = await prescribe()
  await doctor.prescriptions.cancel({ prescriptionId: prescription.id, reason: 'Wrong strength' })
  await clinic.records.outbox.flush()
  expect(refusedCalls()).toEqual([])
  clinic.database.transact((db) => db.run('UPDATE prescriptions SET cancelled_at = NULL, cancellation_reason = NULL'))
  expect(await refusal(clinic, placeOrder())).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    data: {
      reason: 'It is canceled on the chain, though not here: another workstation did it. Do not fill it.',
    },
  })
})
