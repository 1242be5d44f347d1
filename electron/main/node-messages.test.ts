import { expect, test } from 'vitest'
import { isNodeMessage } from './node-messages.js'

test.each([
  { type: 'node-ready', isKeychainWanted: false },
  { type: 'start-helper', requestId: 1, program: 'chain', args: { dbPath: '/a', chainId: 1337 } },
  { type: 'start-helper', requestId: 2, program: 'relay', args: {} },
  { type: 'pong' },
  { type: 'window-left', isOpen: true },
  { type: 'seat', isTaken: false },
  { type: 'kill-helper', requestId: 1 },
  { type: 'calls-go-to', url: 'https://relay.example', fingerprint: null },
  { type: 'keychain-seal', requestId: 2, bytes: new Uint8Array(32) },
])('%j is of the protocol', (message) => {
  expect(isNodeMessage(message)).toBe(true)
})

test.each([
  null,
  'node-ready',
  {},
  { type: 'constructor' },
  { type: 'start-helper', requestId: 1, program: '../../bin/sh', args: {} },
  { type: 'start-helper', requestId: 1, program: 'chain', args: { '--inspect': 1 } },
  { type: 'start-helper', requestId: 1, program: 'chain', args: { dbPath: { nested: true } } },
  { type: 'keychain-unseal', requestId: 2, bytes: 'text' },
  { type: 'kill-helper', requestId: '1' },
  { type: 'window-left' },
  { type: 'seat', isTaken: 'yes' },
  { type: 'calls-go-to', url: 'relay', fingerprint: null },
])('%j is dropped', (message) => {
  expect(isNodeMessage(message)).toBe(false)
})
