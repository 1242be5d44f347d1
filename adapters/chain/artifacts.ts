import type { InterfaceAbi } from 'ethers'
import { getCreateAddress } from 'ethers'
import type { Address, Hex32 } from '../../core/ports/chain.js'

/** Our contracts in the order in which an operator deploys them: its transactions 0 to 3. Never reorder. */
export const contractNames = [
  'AnchorRegistry',
  'MedicalRecordContract',
  'PrescriptionContract',
  'InsuranceVerificationContract',
] as const
export type ContractName = (typeof contractNames)[number]

/** A compiled contract, as scripts/contracts/compile.mjs writes it to build/contracts. */
export interface ContractArtifact {
  abi: InterfaceAbi
  bytecode: string
}

export type ChainArtifacts = Readonly<Record<ContractName, ContractArtifact>>
export type ContractAddresses = Readonly<Record<ContractName, Address>>

/** Contracts whose calls staff sign; their domain carries the clinic's salt and chain id, so their constructor takes them. */
export const signedContracts = ['MedicalRecordContract', 'PrescriptionContract'] as const satisfies ContractName[]
export type SignedContract = (typeof signedContracts)[number]

/** Where the operator's first four transactions put the contracts: known before there is a chain. */
export function deploymentAddresses(operator: Address): ContractAddresses {
  const at = (name: ContractName) =>
    getCreateAddress({ from: operator, nonce: contractNames.indexOf(name) }).toLowerCase() as Address
  return {
    AnchorRegistry: at('AnchorRegistry'),
    MedicalRecordContract: at('MedicalRecordContract'),
    PrescriptionContract: at('PrescriptionContract'),
    InsuranceVerificationContract: at('InsuranceVerificationContract'),
  }
}

/** What the constructor of each contract takes. */
export function constructorArguments(
  name: ContractName,
  operator: Address,
  domain: { salt: Hex32; chainId: number },
): (string | number)[] {
  return signedContracts.some((signed) => signed === name) ? [operator, domain.salt, domain.chainId] : [operator]
}
