import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameOpener, FrameSealer } from './frames.js'
import { newSecret } from './keys.js'
import { clearLength, ivOf, ReplayWindow, readTrailer, replayWindow, writeTrailer } from './rules.js'

const room = 'AAAAAAAAAAAAAAAAAAAAAA'
const sender = 'BBBBBBBBBBBBBBBBBBBBBB'
const frameOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7) % 256)
const pair = (roomSecret = newSecret()) => ({
  sealer: new FrameSealer({ room, roomSecret }, sender),
  opener: new FrameOpener({ room, roomSecret }),
})
const sealed = async (sealer: FrameSealer, frame = frameOf(400)) => {
  const bytes = await sealer.seal('camera', 'video-delta', frame)
  if (!bytes) throw new Error('There was no key to seal under.')
  return bytes
}

describe('sealed frames', () => {
  test('open to what they were, whatever their shape and length', async () => {
    const { sealer, opener } = pair()
    const secret = newSecret()
    sealer.install(3, secret)
    opener.install(sender, 3, secret)
    const shapes = fc.constantFrom('video-key' as const, 'video-delta' as const, 'audio' as const)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), shapes, async (bytes, shape) => {
        const frame = Uint8Array.from(bytes)
        const there = await sealer.seal('camera', shape, frame)
        const opened = there && (await opener.open(sender, 'camera', there))
        expect(opened).toEqual({ frame })
      }),
    )
  })

  test('nothing goes out before there is a key', async () => {
    expect(await pair().sealer.seal('camera', 'audio', frameOf(20))).toBeNull()
  })

  test('only the bytes that packetizers need can be read on the way', async () => {
    const { sealer } = pair()
    sealer.install(0, newSecret())
    const frame = frameOf(400)
    const there = await sealed(sealer, frame)
    const clear = clearLength('video-delta', frame.length)
    expect(there.subarray(0, clear)).toEqual(frame.subarray(0, clear))
    expect(Buffer.from(there).includes(Buffer.from(frame.subarray(clear, clear + 16)))).toBe(false)
  })

  test('another room secret, another sender, another source or another epoch opens nothing', async () => {
    const secret = newSecret()
    const { sealer, opener } = pair()
    sealer.install(1, secret)
    const there = await sealed(sealer)
    expect(await opener.open(sender, 'camera', there)).toEqual({ problem: 'no-key' })
    opener.install(sender, 1, secret)
    expect(await opener.open(sender, 'screen', there)).toEqual({ problem: 'wrong-key' })
    const stranger = pair().opener
    stranger.install(sender, 1, secret)
    expect(await stranger.open(sender, 'camera', there)).toEqual({ problem: 'wrong-key' })
  })

  test('any changed bit is noticed', async () => {
    const { sealer, opener } = pair()
    const secret = newSecret()
    sealer.install(1, secret)
    opener.install(sender, 1, secret)
    const there = await sealed(sealer, frameOf(60))
    await fc.assert(
      fc.asyncProperty(fc.nat(there.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(there)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        expect(await opener.open(sender, 'camera', changed)).toHaveProperty('problem')
      }),
    )
  })

  test('a frame opens once', async () => {
    const { sealer, opener } = pair()
    const secret = newSecret()
    sealer.install(1, secret)
    opener.install(sender, 1, secret)
    const there = await sealed(sealer)
    expect(await opener.open(sender, 'camera', there)).toHaveProperty('frame')
    expect(await opener.open(sender, 'camera', there)).toEqual({ problem: 'replayed' })
  })

  test('one key never uses a counter twice, though the same secret is installed again', async () => {
    const { sealer } = pair()
    const secret = newSecret()
    const counters: number[] = []
    for (let round = 0; round < 3; round += 1) {
      sealer.install(7, secret)
      const frames = await Promise.all(Array.from({ length: 20 }, () => sealed(sealer)))
      counters.push(...frames.map((frame) => readTrailer(frame)?.counter ?? -1))
    }
    expect([...counters].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at))
  })

  test('who joins cannot open what was before, and who left cannot open what comes', async () => {
    const roomSecret = newSecret()
    const { sealer } = pair(roomSecret)
    const [before, during, afterwards] = [newSecret(), newSecret(), newSecret()]
    const guest = new FrameOpener({ room, roomSecret })
    guest.install(sender, 2, during)
    const results: unknown[] = []
    for (const [epoch, secret] of [before, during, afterwards].entries()) {
      sealer.install(epoch + 1, secret)
      const opened = await guest.open(sender, 'camera', await sealed(sealer))
      results.push('frame' in opened ? 'open' : opened.problem)
    }
    expect(results).toEqual(['no-key', 'open', 'no-key'])
  })

  test('frames of the epoch before open for a while, older ones do not', async () => {
    const { sealer, opener } = pair()
    const old: Uint8Array<ArrayBuffer>[] = []
    for (const epoch of [1, 2, 3]) {
      const secret = newSecret()
      sealer.install(epoch, secret)
      opener.install(sender, epoch, secret)
      old.push(await sealed(sealer))
    }
    const opened = await Promise.all(old.map((frame) => opener.open(sender, 'camera', frame)))
    expect(opened.map((one) => ('frame' in one ? 'open' : one.problem))).toEqual(['no-key', 'open', 'open'])
  })
})

describe('the numbers of frames', () => {
  test('a trailer says what was written', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(2 ** 48 - 1), fc.nat(10), (epoch, counter, clear) => {
        const frame = new Uint8Array(100)
        frame.set(writeTrailer({ epoch, counter, clear }), 86)
        expect(readTrailer(frame)).toEqual({ epoch, counter, clear })
      }),
    )
  })

  test('a nonce is its number and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 48 - 1), fc.nat(2 ** 48 - 1), (one, other) => {
        expect(Buffer.from(ivOf(one)).equals(Buffer.from(ivOf(other)))).toBe(one === other)
      }),
    )
  })

  test('a key that is used up seals nothing more', () => {
    expect(() => writeTrailer({ epoch: 0, counter: 2 ** 48, clear: 0 })).toThrow(RangeError)
  })

  test('bytes that are no sealed frame are not read as one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = readTrailer(bytes)
        if (read !== null) expect(read.clear).toBeLessThanOrEqual(bytes.length - 30)
      }),
    )
  })

  test('the window takes each number once, in any order within its width', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 400 }), (counters) => {
        const window = new ReplayWindow()
        const seen = new Set<number>()
        let highest = -1
        for (const counter of counters) {
          const isExpected = !seen.has(counter) && counter > highest - replayWindow
          expect(window.isFresh(counter)).toBe(isExpected)
          if (!isExpected) continue
          window.note(counter)
          seen.add(counter)
          highest = Math.max(highest, counter)
        }
      }),
    )
  })
})
