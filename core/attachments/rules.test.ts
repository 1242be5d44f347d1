import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maximumDocumentBytes } from './model.js'
import { checkDocument, documentTypeOf } from './rules.js'

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

test.each([
  ['application/pdf', bytesOf('%PDF-1.7 and more')],
  ['image/jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2)],
  ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)],
  ['image/webp', bytesOf('RIFF____WEBPVP8 ')],
])('%s is known by its first bytes', (type, bytes) => {
  expect(documentTypeOf(bytes)).toBe(type)
  expect(checkDocument(bytes)).toEqual({ ok: true, value: type })
})

test('a program, a page or a file that only ends like a picture is no document', () => {
  for (const text of ['MZ\u0090', '<html><script>', '#!/bin/sh', '<svg xmlns=', 'RIFF____WAVE', 'x%PDF-'])
    expect(checkDocument(bytesOf(text))).toEqual({ ok: false, refusal: 'NOT_A_DOCUMENT' })
})

test('nothing that is empty or too large is taken, whatever it begins with', () => {
  expect(checkDocument(new Uint8Array())).toEqual({ ok: false, refusal: 'EMPTY' })
  const large = new Uint8Array(maximumDocumentBytes + 1)
  large.set(bytesOf('%PDF-'))
  expect(checkDocument(large)).toEqual({ ok: false, refusal: 'TOO_LARGE' })
})

test('what follows the first bytes does not change what a file is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (rest) => {
      expect(documentTypeOf(Uint8Array.of(...bytesOf('%PDF-'), ...rest))).toBe('application/pdf')
    }),
  )
})
