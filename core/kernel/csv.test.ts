import { expect, test } from 'vitest'
import { toCsv } from './csv.js'

test('a table is CSV that spreadsheets read as it is, and no cell is a formula', () => {
  const rows = [
    { name: 'Otieno, "Zoë"', amount: -5, note: null },
    { name: '=cmd()', amount: 0, note: 'two\nlines' },
  ]
  expect(toCsv(rows)).toBe(`name,amount,note\r\n"Otieno, ""Zoë""",-5,\r\n'=cmd(),0,"two\nlines"\r\n`)
  expect(toCsv([])).toBe('\r\n')
  for (const formula of ['=1+1', '+1', '-1', '@A1', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠A1'])
    expect(
      toCsv([{ cell: formula }])
        .split('\r\n')[1]
        ?.replace(/^"/, ''),
    ).toMatch(/^'/)
})
