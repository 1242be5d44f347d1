import { describe, expect, it } from 'vitest'
import { type ChainCall, type ChainOutcome, type ChainPort, ChainRefused } from '../../../core/ports/chain.js'
import { random32 } from './chain-process.js'
import { dispense, newAddress, newStaff, prescribe, type Staff } from './staff.js'

const callsPerVisit = 10

/** What one visit sends, to all contracts in turn: each call builds on an earlier one to the same contract. */
export function visitCalls(chain: ChainPort, { doctor, pharmacist, recorder }: Staff): ChainCall[] {
  const patient = newAddress()
  const provider = newAddress()
  const claim = random32()
  const record = () => ({ fn: 'addRecord' as const, patient, recordHash: random32(), timestamp: 1_790_000_000 })
  const issue = prescribe(chain, doctor, 3)
  return [
    { fn: 'registerPatient', patient, patientName: random32() },
    { fn: 'verifyInsurance', patient, provider, procedureCode: random32() },
    recorder.sign(chain, record()),
    issue,
    dispense(chain, pharmacist, issue),
    { fn: 'submitClaim', patient, provider, procedureCode: claim, amountCommitment: random32() },
    dispense(chain, pharmacist, issue),
    { fn: 'settlePayment', claim },
    recorder.sign(chain, record()),
    doctor.sign(chain, { fn: 'cancelPrescription' as const, prescription: issue.medicationHash }),
  ]
}

/** The ids that the chain gave to calls of one kind, in their order. @throws when one was refused. */
function idsOf(fn: ChainCall['fn'], calls: readonly ChainCall[], outcomes: readonly ChainOutcome[]): number[] {
  return outcomes.flatMap((outcome, index) => {
    if (outcome instanceof ChainRefused) throw outcome
    return calls[index]?.fn === fn ? [Number(outcome.onChainId)] : []
  })
}

const numbered = (ids: readonly number[]): number[] => ids.map((_, index) => (ids[0] ?? 0) + index)

/** Expects that the chain holds each call once: ids without gaps, no fill or record too many. */
export async function expectOnceEach(
  chain: ChainPort,
  calls: readonly ChainCall[],
  outcomes: readonly ChainOutcome[],
): Promise<void> {
  expect(outcomes).toHaveLength(calls.length)
  const ids = (fn: ChainCall['fn']) => idsOf(fn, calls, outcomes)
  for (const fn of ['addRecord', 'issuePrescription', 'verifyInsurance', 'submitClaim'] as const) {
    expect(ids(fn)).toEqual(numbered(ids(fn)))
  }
  expect(ids('fillPrescription')).toEqual(ids('issuePrescription').flatMap((id) => [id, id]))
  expect(ids('cancelPrescription')).toEqual(ids('issuePrescription'))
  expect(ids('settlePayment')).toEqual(ids('submitClaim'))
  for (const call of calls) {
    if (call.fn === 'registerPatient') expect((await chain.verifyPatient(call.patient)).recordCount).toBe(2)
    if (call.fn !== 'issuePrescription') continue
    expect(await chain.verifyPrescription(call.medicationHash)).toMatchObject({ state: 'cancelled', fillsLeft: 1 })
  }
}

export const manyCalls = (chain: ChainPort, staff: Staff, count: number): ChainCall[] =>
  Array.from({ length: count / callsPerVisit }, () => visitCalls(chain, staff)).flat()

/** What holds of many calls at once on any chain. `connect` gives the chain under test, already running. */
export function describeManyCalls(connect: () => ChainPort): void {
  describe('many calls at once', () => {
    it('arrive each once, in their order, with the ids that the contracts gave', async () => {
      const chain = connect()
      const calls = manyCalls(chain, await newStaff(chain), 1_000)
      const before = chain.status().blockNumber ?? 0
      const outcomes = await chain.submitMany(calls)
      expect((chain.status().blockNumber ?? 0) - before).toBeLessThan(20)
      await expectOnceEach(chain, calls, outcomes)
      expect(await chain.submitMany(calls)).toEqual(outcomes)
    })

    it('are not hindered by one that is refused', async () => {
      const chain = connect()
      const staff = await newStaff(chain)
      const calls = manyCalls(chain, staff, 50)
      const unknown = dispense(chain, staff.pharmacist, { medicationHash: random32() })
      const outcomes = await chain.submitMany(calls.toSpliced(23, 0, unknown))
      expect(outcomes[23]).toEqual(new ChainRefused('PrescriptionUnknown'))
      await expectOnceEach(chain, calls, outcomes.toSpliced(23, 1))
    })

    it('are refused one by one where what they build on is refused', async () => {
      const chain = connect()
      const staff = await newStaff(chain)
      const issue = { ...prescribe(chain, staff.doctor), fills: 7 }
      const calls = [issue, dispense(chain, staff.pharmacist, issue), prescribe(chain, staff.doctor)]
      const [first, second, third] = await chain.submitMany(calls)
      expect([first, second]).toEqual([new ChainRefused('SignatureMismatch'), new ChainRefused('PrescriptionUnknown')])
      expect(third).not.toBeInstanceOf(ChainRefused)
    })

    it('yield the receipts of those that the chain has, wherever they stand among new ones', async () => {
      const chain = connect()
      const calls = manyCalls(chain, await newStaff(chain), 20)
      const isEarlier = (index: number) => [0, 2, 3, 4].includes(index)
      const earlier: ChainOutcome[] = []
      for (const call of calls.filter((_, index) => isEarlier(index))) earlier.push(await chain.submit(call))
      const outcomes = await chain.submitMany(calls)
      expect(outcomes.filter((_, index) => isEarlier(index))).toEqual(earlier)
      await expectOnceEach(chain, calls, outcomes)
    })

    it('may hold a call twice, and a role that was granted before or twice', async () => {
      const chain = connect()
      const { doctor } = await newStaff(chain)
      const register = { fn: 'registerPatient', patient: newAddress(), patientName: random32() } as const
      const issue = prescribe(chain, doctor)
      const grant = { fn: 'grantRole', role: 'doctor', account: newAddress() } as const
      const held = { ...grant, account: doctor.address }
      const [one, two, three, four, five, six, seven] = await chain.submitMany([
        ...[register, issue, grant],
        ...[register, issue, grant, held],
      ])
      expect([four, five, six]).toEqual([one, two, three])
      expect(seven).toEqual(await chain.submit(held))
    })

    it('may be none', async () => {
      expect(await connect().submitMany([])).toEqual([])
    })
  })
}
