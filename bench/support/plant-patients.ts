import { PatientId } from '../../core/kernel/ids.js'
import { addPatient } from '../../core/patients/intake.js'
import { randomIds } from '../../node/system.js'
import type { Workstation } from '../../tests/sync/workstations.js'
import { makePeople } from './people.js'

/** Records of about 500 bytes, in transactions of 500; nobody is born on one day, so that nobody is taken for somebody else. */
export function plantPatients({ records: { journal } }: Workstation, count: number): void {
  const next = makePeople(7)
  const act = { actorId: 'bench', actorName: 'Bench', action: 'bench.plant', door: 'system' } as const
  const now = '2026-01-05T08:00:00.000Z'
  for (let made = 0; made < count; made += 500)
    journal.transact(act, (unit) => {
      for (let n = made; n < Math.min(count, made + 500); n += 1)
        addPatient(unit, {
          ...next(),
          birthDate: new Date(Date.UTC(1920, 0, 1 + n)).toISOString().slice(0, 10),
          phone: null,
          id: PatientId.parse(randomIds.newId()),
          code: randomIds.newCode('P'),
          version: 1,
          registeredAt: now,
          updatedAt: now,
        })
    })
}

export function countPatients({ records }: Workstation): number {
  return records.database.row<{ n: number }>('SELECT count(*) AS n FROM patients')?.n ?? 0
}
