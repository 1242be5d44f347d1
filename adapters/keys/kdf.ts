import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Argon2id's cost: 64 MiB, three passes, one lane (RFC 9106's second recommendation). A third to two thirds of a second. */
export const kdfCost = { algorithm: 'argon2id', memoryKib: 65_536, passes: 3, lanes: 1 } as const
export type KdfCost = { algorithm: 'argon2id'; memoryKib: number; passes: number; lanes: number }

/** The worker is given the module's path, because a bundle's eval'd worker has no folder of its own to resolve from. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { argon2id } = require(workerData.modulePath)
parentPort.on('message', async ({ id, passphrase, salt, cost }) => {
  try {
    const key = await argon2id({ password: passphrase, salt, parallelism: cost.lanes, iterations: cost.passes, memorySize: cost.memoryKib, hashLength: 32, outputType: 'binary' })
    parentPort.postMessage({ id, key })
  } catch (error) {
    parentPort.postMessage({ id, problem: String(error) })
  }
})
`

/**
 * Derives 32 bytes from a passphrase, in a worker thread so that the node's event loop stays free. The worker ends with the
 * derivation: its memory held the passphrase.
 */
export function deriveKey(passphrase: string, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> {
  const modulePath = createRequire(import.meta.url).resolve('hash-wasm')
  const worker = new Worker(program, { eval: true, workerData: { modulePath } })
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.once('message', (answer: { key?: Uint8Array; problem?: string }) => {
      if (answer.key) resolve(answer.key)
      else reject(new Error(`The key could not be derived: ${answer.problem}`))
    })
    worker.once('error', reject)
    worker.postMessage({ id: 1, passphrase: passphrase.normalize('NFKC'), salt, cost })
  }).finally(() => void worker.terminate())
}
