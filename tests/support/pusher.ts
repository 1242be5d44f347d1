import { setTimeout as sleep } from 'node:timers/promises'
import { PushReceipt, RelayRefusal } from '../../core/sync/protocol.js'
import type { Answer, SyncDevice } from './sync-device.js'

/** What a pushing device saw. `lost` names what a relay acknowledged and then did not have any more. */
export interface PushLog {
  acknowledged: number
  retries: number
  readonly lost: string[]
}

/**
 * Pushes until told to stop, the way a workstation does: whatever happens on the line it sends the same again, and a
 * refusal for its head tells it where to go on.
 * @param isOver asked between pushes.
 * @param urls the relays to turn to, one after the other.
 */
export async function pushUntil(
  device: SyncDevice,
  isOver: () => boolean,
  batchOps: number,
  log: PushLog,
  urls: readonly string[] = [device.url],
): Promise<void> {
  let [sent, turn] = [log.acknowledged, 0]
  while (!isOver()) {
    if (device.ops.length < sent + batchOps) device.write(batchOps)
    const answer = await attempt(device, sent + 1, batchOps)
    if (answer?.code === 'OK') {
      sent = PushReceipt.parse(answer.json()).head.seq
      log.acknowledged = sent
      continue
    }
    if (answer?.code === 'WRONG_HEAD') {
      const { seq, hash } = RelayRefusal.parse(answer.json()).head ?? { seq: 0, hash: '' }
      if (seq < log.acknowledged) log.lost.push(`acknowledged ${log.acknowledged}, the relay stands at ${seq}`)
      if (hash !== device.hashAt(seq)) log.lost.push(`op ${seq} is another one at the relay`)
      sent = seq
      log.acknowledged = seq
      continue
    }
    log.retries += 1
    turn += 1
    device.url = urls[turn % urls.length] ?? device.url
    await sleep(20)
  }
}

async function attempt(device: SyncDevice, fromSeq: number, count: number): Promise<Answer | null> {
  try {
    return await device.push(device.batch(fromSeq, count))
  } catch {
    // The relay is gone, or went in the middle of an answer.
    return null
  }
}
