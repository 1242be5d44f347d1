import { expect, test } from 'vitest'
import { printersOf } from './printers.js'

test('a printer goes by the name that people see, and says where the system says so that it is stopped', () => {
  const infos = [
    { name: 'hp_2', displayName: 'Front desk', options: { 'printer-state': '3' } },
    { name: 'labels', displayName: '', options: { 'printer-state': '5' } },
    { name: 'pdf', displayName: 'PDF', options: {} },
  ]
  expect(printersOf(infos)).toEqual([
    { name: 'Front desk', isStopped: false },
    { name: 'labels', isStopped: true },
    { name: 'PDF', isStopped: false },
  ])
})
