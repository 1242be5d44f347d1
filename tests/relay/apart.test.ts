import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openCutLine } from '../support/cut-line.js'
import { foundClinic } from '../support/sync-device.js'

/** As long as a test can bear: TCP has doubled its wait several times by then. */
const cutMs = 5_000

it('a network that is cut in the middle and mended costs nothing: what was under way arrives, once', async ({
  annotate,
}) => {
  const line = await openCutLine()
  try {
    await annotate(`The line was cut by: ${line.kind}.`)
    const device = await foundClinic(line.url)
    const other = await device.enroll()
    const ear = other.listen()
    await ear.hears(({ type }) => type === 'cursor')
    expect((await device.send(2)).cursor).toBe(1)
    line.cut()
    device.write(3)
    const batch = device.batch(3, 3)
    const underWay = device.push(batch)
    const isOver = await Promise.race([underWay.then(() => true), sleep(cutMs, false)])
    expect(isOver).toBe(false)
    line.mend()
    expect((await underWay).code).toBe('OK')
    await ear.hears((message) => message.type === 'cursor' && message.cursor === 2)
    expect((await device.push(batch)).code).toBe('WRONG_HEAD')
    expect((await other.pull()).entries).toHaveLength(2)
    ear.close()
  } finally {
    await line.close()
  }
})
