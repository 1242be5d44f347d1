import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSafeEndpoint, originOf, secretsOf, withoutSecrets } from './endpoint.js'

test('only https leaves the machine, and nobody writes a password into the address', () => {
  for (const safe of [
    'https://chain.example',
    'https://chain.example:8545/v3/key?x=1',
    'http://127.0.0.1:8545',
    'http://localhost:8545/',
    'http://[::1]:8545',
    'HTTPS://Chain.Example/',
  ])
    expect([safe, isSafeEndpoint(safe)]).toEqual([safe, true])
  for (const refused of [
    'http://chain.example:8545',
    'https://user:secret@chain.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1@evil.example',
    'http://localhost\\@evil.example',
    'ws://127.0.0.1:8545',
    'chain.example',
    'https://',
    'https://a b',
    '',
  ])
    expect([refused, isSafeEndpoint(refused)]).toEqual([refused, false])
})

test('what is taken for safe is read the same by the program that connects', () => {
  const host = fc.constantFrom('127.0.0.1', 'localhost', '[::1]', 'chain.example', '127.0.0.1.example', 'a@127.0.0.1')
  const rest = fc.oneof(
    fc.constant(''),
    fc.string({ maxLength: 12 }).map((text) => `/${text}`),
    fc.string({ maxLength: 12 }),
  )
  fc.assert(
    fc.property(fc.constantFrom('http', 'https', 'HTTP', 'ftp'), host, rest, (scheme, name, tail) => {
      const endpoint = `${scheme}://${name}${tail}`
      if (!isSafeEndpoint(endpoint)) return
      const { protocol, hostname, username, origin } = new URL(endpoint)
      expect(username).toBe('')
      expect(protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)).toBe(true)
      expect(new URL(originOf(endpoint)).origin).toBe(origin)
    }),
  )
})

test('no text that a node sends back repeats its credential or the path of its address', () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'abcdef0123456789-_') })
  fc.assert(
    fc.property(secret, secret, fc.string(), fc.string(), (accessToken, key, before, after) => {
      const endpoint = `https://chain.example/v3/${key}?k=${key}`
      const said = `${before}${accessToken} ${endpoint} ${key}${after}`
      const shown = withoutSecrets(said, secretsOf({ endpoint, accessToken }))
      expect(shown).not.toContain(accessToken)
      expect(shown).not.toContain(key)
    }),
  )
})
