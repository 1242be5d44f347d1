import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makePng, pngChunk } from '../../tests/support/png.js'
import { cleanLogo, contrastWithWhite, readableContrast } from './rules.js'

test.each([
  ['#000000', 21],
  ['#ffffff', 1],
  ['#0f766e', 5.47],
  ['#767676', 4.54],
])('%s stands against white as WCAG says: %d', (color, contrast) => {
  expect(contrastWithWhite(color)).toBeCloseTo(contrast, 1)
})

test('yellow is too light for white words, and a dark red is not', () => {
  expect(contrastWithWhite('#facc15')).toBeLessThan(readableContrast)
  expect(contrastWithWhite('#9f1239')).toBeGreaterThan(readableContrast)
})

test('a darker color is never worse to read on', () => {
  const channel = fc.integer({ min: 0, max: 255 })
  const hex = (n: number) => n.toString(16).padStart(2, '0')
  fc.assert(
    fc.property(channel, channel, channel, fc.integer({ min: 0, max: 40 }), (red, green, blue, darker) => {
      const of = (by: number) => `#${[red, green, blue].map((one) => hex(Math.max(0, one - by))).join('')}`
      expect(contrastWithWhite(of(darker))).toBeGreaterThanOrEqual(contrastWithWhite(of(0)))
    }),
  )
})

test('of a PNG the picture stays, and what it carries besides goes', () => {
  const plain = makePng(64, 32)
  const chatty = makePng(64, 32, [
    pngChunk('tEXt', Buffer.from('Author\0somebody')),
    pngChunk('eXIf', Buffer.alloc(40)),
  ])
  expect(cleanLogo(plain)).toEqual(new Uint8Array(plain))
  expect(cleanLogo(chatty)).toEqual(new Uint8Array(plain))
  expect(cleanLogo(Buffer.concat([plain, Buffer.from('<script>')]))).toEqual(new Uint8Array(plain))
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ['a picture that is too wide', makePng(513, 1)],
  ['a picture without an end', makePng(8, 8).subarray(0, -12)],
  [
    'a picture whose first chunk is none',
    Buffer.concat([makePng(8, 8).subarray(0, 8), pngChunk('tEXt', Buffer.alloc(2))]),
  ],
  [
    'a chunk that says it is longer than the file',
    (() => {
      const png = makePng(8, 8)
      png.writeUInt32BE(0x7fffffff, 33)
      return png
    })(),
  ],
])('%s is no logo', (_what, bytes) => {
  expect(cleanLogo(bytes)).toBeNull()
})

test('whatever bytes come, the answer is a PNG within its bounds or nothing', () => {
  const start = makePng(8, 8)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 8, max: start.length }), (noise, cut) => {
      const answer = cleanLogo(Buffer.concat([start.subarray(0, cut), noise]))
      if (answer !== null) expect(cleanLogo(answer)).toEqual(answer)
    }),
  )
})
