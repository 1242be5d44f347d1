import { ORPCError } from '@orpc/server'
import { expect } from 'vitest'
import type { TestClinic } from './clinic.js'

/** How many rows each table has, the audit log aside: refusals may be noted there. */
export function countRows({ database }: TestClinic): Record<string, number> {
  const tables = database.rows<{ name: string }>(
    `SELECT name FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'audit%' AND sql NOT LIKE 'CREATE VIRTUAL%'`,
  )
  return Object.fromEntries(
    tables.map(({ name }) => [name, database.row<{ n: number }>(`SELECT count(*) AS n FROM "${name}"`)?.n ?? 0]),
  )
}

/** The declared refusal that a call ends with, having written nothing. */
export async function refusal(clinic: TestClinic, call: Promise<unknown>): Promise<{ code: string; data: unknown }> {
  const before = countRows(clinic)
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ORPCError)) throw error ?? new Error('Nothing was refused.')
  expect(countRows(clinic)).toEqual(before)
  return { code: error.code, data: error.data }
}

/** The code with which an operation refuses, having written nothing. */
export const refusalCode = async (clinic: TestClinic, call: Promise<unknown>): Promise<string> =>
  (await refusal(clinic, call)).code
