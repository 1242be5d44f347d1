import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { computeAddress, recoverAddress, SigningKey } from 'ethers'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { PatientId } from '../../core/kernel/ids.js'
import { clinicKeys } from './clinic-keys.js'
import { deriveKey, kdfCost } from './kdf.js'
import { type KeyFile, KeyFileDamaged, readKeyFile, writeKeyFile } from './key-file.js'
import { personalKey, signerOf, toHex } from './personal-key.js'
import { newRecoveryCode, normalizeRecoveryCode } from './recovery-code.js'
import { seal, unseal } from './wrap.js'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('what is sealed opens with its key and its words alone', () => {
  fc.assert(
    fc.property(bytes32, bytes32, fc.uint8Array({ maxLength: 80 }), fc.nat(), (key, other, secret, at) => {
      const sealed = seal(key, secret, 'holder')
      expect(unseal(key, sealed, 'holder')).toEqual(secret)
      expect(unseal(key, sealed, 'another')).toBeUndefined()
      if (Buffer.compare(key, other) !== 0) expect(unseal(other, sealed, 'holder')).toBeUndefined()
      const touched = Uint8Array.from(sealed)
      touched[at % touched.length] = (touched[at % touched.length] ?? 0) ^ 1
      expect(unseal(key, touched, 'holder')).toBeUndefined()
    }),
  )
})

test('the same passphrase and salt give the same key, another salt another one', async () => {
  const cost = { ...kdfCost, memoryKib: 1_024 }
  const salt = new Uint8Array(16).fill(7)
  const key = await deriveKey('correct horse battery staple', salt, cost)
  expect(key).toHaveLength(32)
  expect(await deriveKey('correct horse battery staple', salt, cost)).toEqual(key)
  expect(await deriveKey('correct horse battery staple', new Uint8Array(16).fill(8), cost)).not.toEqual(key)
})

test('a personal signature is one that Ethereum accepts', () => {
  fc.assert(
    fc.property(bytes32, bytes32, (seed, digestBytes) => {
      const key = personalKey(seed)
      const digest = toHex(digestBytes)
      const signature = key.sign(digest)
      expect(recoverAddress(digest, signature).toLowerCase()).toBe(key.address)
      expect(signerOf(digest, signature)).toBe(key.address)
    }),
    { numRuns: 30 },
  )
})

test('our recovery of a signer agrees with a wallet of another make', () => {
  const wallet = new SigningKey(`0x${'11'.repeat(32)}`)
  const digest = `0x${'22'.repeat(32)}` as const
  const signature = wallet.sign(digest).serialized as `0x${string}`
  expect(signerOf(digest, signature)).toBe(computeAddress(wallet).toLowerCase())
  expect(signerOf(digest, '0x1234')).toBeUndefined()
})

test('a patient has the same pseudonym each time, and another clinic gives another', () => {
  const patient = PatientId.parse('p'.repeat(22))
  const ours = clinicKeys(new Uint8Array(32).fill(1))
  const theirs = clinicKeys(new Uint8Array(32).fill(2))
  expect(ours.patientAddress(patient)).toBe(ours.patientAddress(patient))
  expect(ours.patientAddress(patient)).not.toBe(theirs.patientAddress(patient))
  expect(ours.patientAddress(patient)).toMatch(/^0x[0-9a-f]{40}$/)
})

test('a commitment hides behind its salt, and shows any change of content, kind or version', () => {
  const keys = clinicKeys(new Uint8Array(32).fill(1))
  const made = keys.commit('note', 'n'.repeat(22), 1, { text: 'Cough' })
  expect(keys.commit('note', 'n'.repeat(22), 1, { text: 'Cough' }).commitment).not.toBe(made.commitment)
  expect(keys.recommit('note', 'n'.repeat(22), 1, made.salt, { text: 'Cough' })).toEqual(made)
  for (const other of [
    keys.recommit('note', 'n'.repeat(22), 1, made.salt, { text: 'Fever' }),
    keys.recommit('note', 'n'.repeat(22), 2, made.salt, { text: 'Cough' }),
    keys.recommit('vitals', 'n'.repeat(22), 1, made.salt, { text: 'Cough' }),
  ])
    expect(other.commitment).not.toBe(made.commitment)
})

test('a recovery code is read as people write it', () => {
  const code = newRecoveryCode()
  expect(normalizeRecoveryCode(code.toLowerCase().replaceAll('-', ' '))).toBe(code.replaceAll('-', ''))
  expect(newRecoveryCode()).not.toBe(code)
})

test('a damaged key file is read from its copy, and only two damaged ones are an error', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys.json')
  const file: KeyFile = {
    v: 1,
    clinicName: 'Harbor Clinic',
    holders: [
      {
        staffId: 's',
        loginName: 'amara',
        displayName: 'Amara',
        roles: ['doctor'],
        salt: 'AAAA',
        cost: kdfCost,
        sealed: 'AAAA',
        pepper: null,
      },
    ],
    recovery: { salt: 'AAAA', sealed: 'AAAA' },
    demoPassphrase: null,
  }
  writeKeyFile(path, file)
  expect(readKeyFile(path)).toEqual(file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('Harbor', 'Harbour'))
  expect(readKeyFile(path)).toEqual(file)
  writeFileSync(`${path}.copy`, text.slice(0, 40))
  expect(() => readKeyFile(path)).toThrow(KeyFileDamaged)
})
