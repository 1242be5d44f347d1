import type { ChainCall, Hex32, Unsigned } from '../../core/ports/chain.js'
import { type ContractAddresses, type SignedContract, signedContracts } from './artifacts.js'
import { keccak, keccakText, keccakWords, toBytes, toHex } from './hex.js'

/** Everything that a signature of this deployment is bound to. */
export interface SigningDomain {
  /** The clinic's own, also where its contracts stand on another chain: signatures move with the clinic. */
  chainId: number
  /** Random, made once per clinic: embedded chains of two clinics may share chain id and addresses. */
  salt: Hex32
  contracts: ContractAddresses
}

const domainType = keccakText(
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)',
)
const version = keccakText('1')
const addRecordType = keccakText('AddRecord(address patient,bytes32 recordHash,uint256 timestamp,bytes32 nonce)')
const issueType = keccakText(
  'IssuePrescription(address patient,address doctor,bytes32 medicationHash,uint256 fills,bytes32 nonce)',
)
const fillType = keccakText('FillPrescription(bytes32 medicationHash,address pharmacy,bytes32 nonce)')
const cancelType = keccakText('CancelPrescription(bytes32 medicationHash,bytes32 nonce)')

/** The EIP-712 hash of a contract's domain, the same as its `domainSeparator()`. */
export function domainSeparator(contract: SignedContract, domain: SigningDomain): Hex32 {
  return keccakWords(domainType, keccakText(contract), version, domain.chainId, domain.contracts[contract], domain.salt)
}

/** Prepares digests for one deployment; each is then three keccaks. The result is what the signer signs, 32 bytes. */
export function createDigest(domain: SigningDomain): (call: Unsigned<ChainCall>, nonce: Hex32) => Hex32 {
  const prefixes = new Map(
    signedContracts.map((name) => [name, toBytes(`1901${domainSeparator(name, domain).slice(2)}`)]),
  )
  return (call, nonce) => {
    const { contract, structHash } = hashCall(call, nonce)
    const message = new Uint8Array(66)
    message.set(prefixes.get(contract) ?? [], 0)
    message.set(toBytes(structHash), 34)
    return toHex(keccak(message))
  }
}

function hashCall(call: Unsigned<ChainCall>, nonce: Hex32): { contract: SignedContract; structHash: Hex32 } {
  switch (call.fn) {
    case 'addRecord': {
      const structHash = keccakWords(addRecordType, call.patient, call.recordHash, call.timestamp, nonce)
      return { contract: 'MedicalRecordContract', structHash }
    }
    case 'issuePrescription': {
      const { patient, doctor, medicationHash, fills } = call
      const structHash = keccakWords(issueType, patient, doctor, medicationHash, fills, nonce)
      return { contract: 'PrescriptionContract', structHash }
    }
    case 'fillPrescription': {
      const structHash = keccakWords(fillType, call.prescription, call.pharmacy, nonce)
      return { contract: 'PrescriptionContract', structHash }
    }
    case 'cancelPrescription':
      return { contract: 'PrescriptionContract', structHash: keccakWords(cancelType, call.prescription, nonce) }
  }
}
