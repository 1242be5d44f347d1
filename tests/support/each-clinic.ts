import { afterEach, beforeEach, expect } from 'vitest'
import { openClinic, type TestClinic, type TestClinicOptions } from './clinic.js'

/** Opens a clinic of its own for each test of the file and closes it after the test, which must leave no defect. */
export function eachInClinic(
  prepare: (clinic: TestClinic) => void | Promise<void>,
  options: () => TestClinicOptions = () => ({}),
): void {
  let clinic: TestClinic
  beforeEach(async () => {
    clinic = await openClinic(options())
    await prepare(clinic)
  })
  afterEach(async () => {
    await clinic.close()
    expect(clinic.defects).toEqual([])
  })
}
