import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address, ChainCall, Hex32, Unsigned } from '../../core/ports/chain.js'
import { deploymentAddresses } from './artifacts.js'
import { toHex } from './hex.js'
import { createDigest } from './typed-data.js'

const hash: fc.Arbitrary<Hex32> = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)
const address: fc.Arbitrary<Address> = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex)
const call: fc.Arbitrary<Unsigned<ChainCall>> = fc.oneof(
  fc.record({ fn: fc.constant('addRecord' as const), patient: address, recordHash: hash, timestamp: fc.maxSafeNat() }),
  fc.record({
    fn: fc.constant('issuePrescription' as const),
    patient: address,
    doctor: address,
    medicationHash: hash,
    fills: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ fn: fc.constant('fillPrescription' as const), prescription: hash, pharmacy: address }),
  fc.record({ fn: fc.constant('cancelPrescription' as const), prescription: hash }),
)
const nonce = { name: 'nonce', type: 'bytes32' }
const types = {
  addRecord: [
    { name: 'patient', type: 'address' },
    { name: 'recordHash', type: 'bytes32' },
    { name: 'timestamp', type: 'uint256' },
    nonce,
  ],
  issuePrescription: [
    { name: 'patient', type: 'address' },
    { name: 'doctor', type: 'address' },
    { name: 'medicationHash', type: 'bytes32' },
    { name: 'fills', type: 'uint256' },
    nonce,
  ],
  fillPrescription: [{ name: 'medicationHash', type: 'bytes32' }, { name: 'pharmacy', type: 'address' }, nonce],
  cancelPrescription: [{ name: 'medicationHash', type: 'bytes32' }, nonce],
}

describe('the digest that staff sign', () => {
  it('is what any EIP-712 wallet computes', () => {
    fc.assert(
      fc.property(call, hash, hash, address, fc.integer({ min: 1 }), (unsigned, salt, random, operator, chainId) => {
        const contracts = deploymentAddresses(operator)
        const contract = unsigned.fn === 'addRecord' ? 'MedicalRecordContract' : 'PrescriptionContract'
        const { fn, ...values } = unsigned
        const primaryType = `${fn.charAt(0).toUpperCase()}${fn.slice(1)}`
        const domain = { name: contract, version: '1', chainId, verifyingContract: contracts[contract], salt }
        const message = {
          ...values,
          nonce: random,
          ...('prescription' in values ? { medicationHash: values.prescription } : {}),
        }
        const expected = TypedDataEncoder.hash(domain, { [primaryType]: types[fn] }, message)
        expect(createDigest({ chainId, salt, contracts })(unsigned, random)).toBe(expected)
      }),
    )
  })
})
