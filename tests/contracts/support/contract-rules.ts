import { beforeAll, describe, expect, it } from 'vitest'
import { merkleTree } from '../../../adapters/chain/merkle.js'
import { type ChainPort, ChainRefused } from '../../../core/ports/chain.js'
import { random32 } from './chain-process.js'
import { dispense, newAddress, newStaff, newStaffMember, prescribe, type Staff } from './staff.js'

/** What holds on any chain, whoever runs its node. `connect` gives the chain under test, already running. */
export function describeContractRules(connect: () => ChainPort): void {
  let chain: ChainPort
  let staff: Staff
  beforeAll(async () => {
    chain = connect()
    staff = await newStaff(chain)
  })

  describe('records', () => {
    it('are added to registered patients, once', async () => {
      const patient = newAddress()
      expect(await chain.verifyPatient(patient)).toEqual({ isRegistered: false, recordCount: 0 })
      const add = staff.recorder.sign(chain, {
        fn: 'addRecord',
        patient,
        recordHash: random32(),
        timestamp: 1_790_000_000,
      })
      await expect(chain.submit(add)).rejects.toEqual(new ChainRefused('PatientNotRegistered'))
      const register = { fn: 'registerPatient', patient, patientName: random32() } as const
      const registered = await chain.submit(register)
      expect(await chain.submit(register)).toEqual(registered)
      const added = await chain.submit(add)
      expect(added.onChainId).toMatch(/^\d+$/)
      expect(await chain.submit(add)).toEqual(added)
      expect(await chain.verifyPatient(patient)).toEqual({ isRegistered: true, recordCount: 1 })
    })

    it('cannot be registered again as someone else', async () => {
      const patient = newAddress()
      await chain.submit({ fn: 'registerPatient', patient, patientName: random32() })
      const again = chain.submit({ fn: 'registerPatient', patient, patientName: random32() })
      await expect(again).rejects.toEqual(new ChainRefused('PatientAlreadyRegistered'))
    })
  })

  describe('prescriptions', () => {
    it('go from active to filled, and are filled once', async () => {
      const issue = prescribe(chain, staff.doctor)
      const { medicationHash } = issue
      expect(await chain.verifyPrescription(medicationHash)).toEqual({ state: 'unknown' })
      const issued = await chain.submit(issue)
      const held = { doctor: staff.doctor.address, medicationHash }
      expect(await chain.verifyPrescription(medicationHash)).toEqual({ state: 'active', fillsLeft: 1, ...held })
      const fill = dispense(chain, staff.pharmacist, issue)
      const filled = await chain.submit(fill)
      expect(filled.onChainId).toBe(issued.onChainId)
      expect(await chain.verifyPrescription(medicationHash)).toEqual({ state: 'filled', fillsLeft: 0, ...held })
      const second = chain.submit(dispense(chain, staff.pharmacist, issue))
      await expect(second).rejects.toEqual(new ChainRefused('AlreadyFilled'))
      expect(await chain.submit(fill)).toEqual(filled)
      expect(await chain.submit(issue)).toEqual(issued)
    })

    it('are refilled as often as the doctor said; sending a fill twice uses one', async () => {
      const issue = prescribe(chain, staff.doctor, 3)
      await chain.submit(issue)
      const fills = [1, 2, 3].map(() => dispense(chain, staff.pharmacist, issue))
      for (const fill of fills) expect(await chain.submit(fill)).toEqual(await chain.submit(fill))
      expect(await chain.verifyPrescription(issue.medicationHash)).toMatchObject({ state: 'filled', fillsLeft: 0 })
      const fourth = chain.submit(dispense(chain, staff.pharmacist, issue))
      await expect(fourth).rejects.toEqual(new ChainRefused('AlreadyFilled'))
    })

    it('are not filled once cancelled', async () => {
      const issue = prescribe(chain, staff.doctor, 2)
      await chain.submit(issue)
      const cancel = staff.doctor.sign(chain, { fn: 'cancelPrescription', prescription: issue.medicationHash })
      const cancelled = await chain.submit(cancel)
      expect(await chain.submit(cancel)).toEqual(cancelled)
      expect(await chain.verifyPrescription(issue.medicationHash)).toMatchObject({ state: 'cancelled', fillsLeft: 2 })
      const fill = chain.submit(dispense(chain, staff.pharmacist, issue))
      await expect(fill).rejects.toEqual(new ChainRefused('AlreadyCancelled'))
    })

    it('are issued by doctors only, for what they signed only', async () => {
      const stranger = chain.submit(prescribe(chain, newStaffMember()))
      await expect(stranger).rejects.toEqual(new ChainRefused('AccessControlUnauthorizedAccount'))
      const changed = chain.submit({ ...prescribe(chain, staff.doctor), fills: 99 })
      await expect(changed).rejects.toEqual(new ChainRefused('SignatureMismatch'))
      const issue = prescribe(chain, staff.doctor)
      await chain.submit(issue)
      const other = chain.submit({ ...issue, patient: newAddress() })
      await expect(other).rejects.toEqual(new ChainRefused('NonceAlreadyUsed'))
      const unknown = chain.submit(dispense(chain, staff.pharmacist, { medicationHash: random32() }))
      await expect(unknown).rejects.toEqual(new ChainRefused('PrescriptionUnknown'))
    })

    it('are filled once when two devices fill at the same moment', async () => {
      const issue = prescribe(chain, staff.doctor)
      await chain.submit(issue)
      const both = [1, 2].map(() => chain.submit(dispense(chain, staff.pharmacist, issue)))
      const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
      expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected'])
    })
  })

  describe('insurance', () => {
    it('checks and claims are recorded once, and claims settle once', async () => {
      const check = {
        fn: 'verifyInsurance',
        patient: newAddress(),
        provider: newAddress(),
        procedureCode: random32(),
      } as const
      expect(await chain.submit(check)).toEqual(await chain.submit(check))
      const claim = { ...check, fn: 'submitClaim', procedureCode: random32(), amountCommitment: random32() } as const
      const settle = { fn: 'settlePayment', claim: claim.procedureCode } as const
      expect(await chain.claimStatus(claim.procedureCode)).toBe('unknown')
      await expect(chain.submit(settle)).rejects.toEqual(new ChainRefused('ClaimNotFound'))
      expect(await chain.submit(claim)).toEqual(await chain.submit(claim))
      expect(await chain.claimStatus(claim.procedureCode)).toBe('submitted')
      expect(await chain.submit(settle)).toEqual(await chain.submit(settle))
      expect(await chain.claimStatus(claim.procedureCode)).toBe('settled')
      const otherAmount = chain.submit({ ...claim, amountCommitment: random32() })
      await expect(otherAmount).rejects.toEqual(new ChainRefused('ClaimAlreadySubmitted'))
    })
  })

  describe('batches', () => {
    it('are anchored once, and each leaf is provable', async () => {
      const leaves = Array.from({ length: 37 }, random32)
      const { receipt, proofs } = await chain.anchorBatch(leaves)
      expect(await chain.anchorBatch(leaves)).toEqual({ receipt, proofs })
      expect(proofs.map(({ leaf }) => leaf)).toEqual(leaves)
      const verdicts = await Promise.all(proofs.map((proof) => chain.verifyProof(proof)))
      expect(verdicts.every((isProven) => isProven)).toBe(true)
      const [first] = proofs
      expect(first && (await chain.verifyProof({ ...first, leaf: random32() }))).toBe(false)
      const { root, path } = merkleTree([random32()])
      expect(first && (await chain.verifyProof({ ...first, root, path: path(0) }))).toBe(false)
    })
  })

  it('a role is granted once', async () => {
    const grant = { fn: 'grantRole', role: 'doctor', account: newAddress() } as const
    expect(await chain.submit(grant)).toEqual(await chain.submit(grant))
  })

  it('a role that is taken away is not held, and is taken away once until it is given again', async () => {
    const doctor = newStaffMember()
    const about = { role: 'doctor', account: doctor.address } as const
    const never = chain.submit({ fn: 'revokeRole', ...about })
    await expect(never).rejects.toEqual(new ChainRefused('RoleNotHeld'))
    await chain.submit({ fn: 'grantRole', ...about })
    const revoked = await chain.submit({ fn: 'revokeRole', ...about })
    expect(await chain.submit({ fn: 'revokeRole', ...about })).toEqual(revoked)
    await expect(chain.submit(prescribe(chain, doctor))).rejects.toBeInstanceOf(ChainRefused)
    const outcomes = await chain.submitMany([
      { fn: 'grantRole', ...about },
      { fn: 'revokeRole', ...about },
      { fn: 'grantRole', ...about },
    ])
    expect(outcomes.every((outcome) => !(outcome instanceof ChainRefused))).toBe(true)
    await chain.submit(prescribe(chain, doctor))
  })

  it('a receipt names a block that the chain has', async () => {
    const { receipt } = await chain.anchorBatch([random32()])
    expect(await chain.blockHash(receipt.blockNumber)).toBe(receipt.blockHash)
    expect(await chain.blockHash(receipt.blockNumber + 1_000)).toBeNull()
    expect(chain.status()).toMatchObject({ state: 'running', chainId: 7_441, reason: null })
    expect(chain.status().blockNumber).toBeGreaterThanOrEqual(receipt.blockNumber)
    expect(chain.status().genesisHash).toBe(await chain.blockHash(0))
  })
}
