import { afterEach, beforeEach, expect, test } from 'vitest'
import { RelayUnreachable } from '../../adapters/relay/refusals.js'
import { relayProblemOf } from '../../node/sync/devices.js'
import { hasJoined, Scene, type Workstation } from './workstations.js'

let scene: Scene
let first: Workstation
let nowMs: number

beforeEach(async () => {
  nowMs = Date.now()
  scene = new Scene()
  ;({ first } = await scene.clinic(await scene.relay({ nowMs: () => nowMs })))
})
afterEach(() => scene.close())

const minute = 60_000
const relayAt = (url: string) => ({ relay: { url, fingerprint: null } })

/** What the wizard says, word by word. */
async function wordsOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'nothing went wrong',
    (error: unknown) => (error instanceof Error ? error.message : 'no words'),
  )
}

test('each thing that can be wrong with a code has words of its own, which say what to do', async () => {
  const newcomer = scene.workstation()
  const join = (code: string, url?: string) =>
    wordsOf(newcomer.client.devices.join({ code, deviceName: 'Room 2', ...(url ? relayAt(url) : {}) }))
  const { code, shortCode, relayUrl } = await first.client.devices.invite({})
  const said = {
    nonsense: await join('good morning to you'),
    cutOff: await join(code.slice(0, -10)),
    withoutAddress: await join(shortCode),
    unknown: await join('0000 0000 0000 0000', relayUrl),
    mistyped: await join(`${shortCode.slice(0, -4)}0000`, relayUrl),
    unreachable: await join(shortCode, 'http://127.0.0.1:9'),
    expired: await (async () => {
      nowMs += 11 * minute
      return [await join(shortCode, relayUrl), await join(code)]
    })(),
  }
  expect(said.nonsense).toMatch(/not the code of a clinic.*Copy all of it/)
  expect(said.cutOff).toBe(said.nonsense)
  expect(said.withoutAddress).toMatch(/needs the relay’s address/)
  expect(said.unknown).toMatch(/No clinic shows this code.*Check each letter/)
  expect(said.mistyped).toBe(said.unknown)
  expect(said.unreachable).toMatch(/cannot be reached.*Check its address/)
  expect(said.expired).toEqual([
    expect.stringMatching(/older than ten minutes/),
    expect.stringMatching(/older than ten minutes/),
  ])
})

test('a code that somebody used is refused to the next, and whoever waits in vain is told so', async () => {
  const { code, shortCode, relayUrl } = await first.client.devices.invite({})
  const [one, other] = [scene.workstation(), scene.workstation()]
  await one.client.devices.join({ code, deviceName: 'Room 2' })
  const again = other.client.devices.join({ code: shortCode, deviceName: 'Room 3', ...relayAt(relayUrl) })
  expect(await wordsOf(again)).toMatch(/used already.*show a new code/)
  expect(await wordsOf(other.client.devices.join({ code, deviceName: 'Room 3' }))).toMatch(/used already/)
  nowMs += 11 * minute
  await expect(hasJoined(one)).rejects.toThrow(/INVITE_EXPIRED Nobody answered within ten minutes/)
  // What was typed may be sent again with a new code.
  const fresh = await first.client.devices.invite({})
  await one.client.devices.join({ code: fresh.code, deviceName: 'Room 2' })
  expect(await first.client.devices.listWaiting({})).toHaveLength(1)
})

test('a computer whose clock is off is told so, not that the relay lies', () => {
  const because = (code: string) =>
    relayProblemOf(new RelayUnreachable('no', { cause: Object.assign(new Error('tls'), { code }) }))
  for (const code of ['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])
    expect(because(code)).toMatchObject({ code: 'CLOCK', message: expect.stringContaining('date and time') })
  expect(because('ECONNREFUSED').code).toBe('UNREACHABLE')
})
