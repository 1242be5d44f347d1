import { describe, expect, test } from 'vitest'
import { ParticipantKey } from '../../core/kernel/rooms/identity.js'
import { ChatLine, SenderSecret } from '../../core/kernel/rooms/sealing.js'
import { cardKey, newMessageId, newParticipantKeyPair, newSecret, pairKey } from './keys.js'
import { safetyCode } from './safety-code.js'
import { openWords, sealWords } from './sealed-words.js'

const room = 'AAAAAAAAAAAAAAAAAAAAAA'
const said = { v: 1, epoch: 4, secret: newSecret() } as const

async function twoPeople(roomSecret = newSecret(), otherSecret = roomSecret) {
  const [doctor, patient] = [await newParticipantKeyPair(), await newParticipantKeyPair()]
  return {
    doctor,
    patient,
    to: await pairKey({ room, roomSecret, mine: doctor }, patient.publicKey, 'to'),
    from: await pairKey({ room, roomSecret: otherSecret, mine: patient }, doctor.publicKey, 'from'),
  }
}

describe('keys between two people', () => {
  test('what one seals the other opens', async () => {
    const { to, from } = await twoPeople()
    expect(await openWords(from, room, await sealWords(to, room, said), SenderSecret)).toEqual(said)
  })

  test('a link with another key opens nothing', async () => {
    const { to, from } = await twoPeople(newSecret(), newSecret())
    expect(await openWords(from, room, await sealWords(to, room, said), SenderSecret)).toBeNull()
  })

  test('words of another room, and words of another kind, are not taken', async () => {
    const { to, from } = await twoPeople()
    const sealed = await sealWords(to, room, said)
    expect(await openWords(from, 'CCCCCCCCCCCCCCCCCCCCCC', sealed, SenderSecret)).toBeNull()
    expect(await openWords(from, room, sealed, ChatLine)).toBeNull()
  })

  test('a public key has the form that the protocol says, and ids theirs', async () => {
    expect(ParticipantKey.safeParse((await newParticipantKeyPair()).publicKey).success).toBe(true)
    expect(newMessageId()).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  test('a card opens for everybody who has the link, and for nobody else', async () => {
    const secret = newSecret()
    const sealed = await sealWords(await cardKey(room, secret), room, said)
    expect(await openWords(await cardKey(room, secret), room, sealed, SenderSecret)).toEqual(said)
    expect(await openWords(await cardKey(room, newSecret()), room, sealed, SenderSecret)).toBeNull()
  })
})

describe('the safety code', () => {
  const people = [
    { role: 'doctor', publicKey: 'D'.repeat(87) },
    { role: 'patient', publicKey: 'P'.repeat(87) },
  ] as const

  test('both sides read the same sixteen digits, in whatever order they know each other', async () => {
    const secret = newSecret()
    const code = await safetyCode(room, secret, people)
    expect(code).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/)
    expect(await safetyCode(room, secret, [...people].reverse())).toBe(code)
  })

  test('somebody between them makes it another', async () => {
    const secret = newSecret()
    const between = [people[0], { role: 'patient', publicKey: 'M'.repeat(87) }] as const
    expect(await safetyCode(room, secret, between)).not.toBe(await safetyCode(room, secret, people))
  })
})
