import { computeAddress, SigningKey } from 'ethers'
import type {
  Address,
  ChainCall,
  ChainPort,
  Hex,
  StaffSignature,
  TypedCall,
  Unsigned,
} from '../../../core/ports/chain.js'
import { random32 } from './chain-process.js'

/** A member of staff with a key of their own. */
export interface StaffMember {
  address: Address
  /** Signs for this deployment, under a new nonce each time. */
  sign<C extends Unsigned<ChainCall>>(chain: Pick<ChainPort, 'digest'>, call: C): C & { signed: StaffSignature }
}

export function newStaffMember(): StaffMember {
  const key = new SigningKey(random32())
  const address = computeAddress(key).toLowerCase() as Address
  return {
    address,
    sign(chain, call) {
      const nonce = random32()
      const signature = key.sign(chain.digest(call, nonce)).serialized as Hex
      return { ...call, signed: { signer: address, nonce, signature } }
    },
  }
}

export interface Staff {
  doctor: StaffMember
  pharmacist: StaffMember
  recorder: StaffMember
}

/** A doctor, a pharmacist and a recorder with their roles on this chain. */
export async function newStaff(chain: ChainPort): Promise<Staff> {
  const staff = { doctor: newStaffMember(), pharmacist: newStaffMember(), recorder: newStaffMember() }
  await chain.submit({ fn: 'grantRole', role: 'doctor', account: staff.doctor.address })
  await chain.submit({ fn: 'grantRole', role: 'pharmacy', account: staff.pharmacist.address })
  await chain.submit({ fn: 'grantRole', role: 'recorder', account: staff.recorder.address })
  return staff
}

export const newAddress = (): Address => newStaffMember().address

/** A prescription as its doctor signs it. */
export function prescribe(
  chain: ChainPort,
  doctor: StaffMember,
  fills = 1,
): Extract<TypedCall, { fn: 'issuePrescription' }> {
  const unsigned = { patient: newAddress(), doctor: doctor.address, medicationHash: random32(), fills }
  return doctor.sign(chain, { fn: 'issuePrescription' as const, ...unsigned })
}

/** One dispense of it as the pharmacist signs it. */
export function dispense(
  chain: ChainPort,
  pharmacist: StaffMember,
  { medicationHash }: Pick<Extract<TypedCall, { fn: 'issuePrescription' }>, 'medicationHash'>,
): Extract<TypedCall, { fn: 'fillPrescription' }> {
  return pharmacist.sign(chain, {
    fn: 'fillPrescription' as const,
    prescription: medicationHash,
    pharmacy: newAddress(),
  })
}
