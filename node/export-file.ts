import { createHash, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as z from 'zod'
import { deriveKey, type KdfCost } from '../adapters/keys/kdf.js'
import { expandKey, seal, unseal } from '../adapters/keys/wrap.js'
import type { ExportProblem } from '../core/ports/exports.js'
import { ExportHeader, ExportManifest, exportVersion } from '../core/tenancy/model.js'

const unpack = promisify(gunzip)

/** SHA-256 of all that stands before it, at the end of the file: what a copy or a disk lost is told from a wrong passphrase. */
const checksumBytes = 32

export type ReadExport =
  | { ok: true; manifest: ExportManifest; lines: () => Generator<unknown> }
  | { ok: false; code: ExportProblem }

/** Seals packed lines under a passphrase. The line in clear says how the key is derived, and is authenticated with the rest. */
export async function sealExport(packed: Buffer, passphrase: string, salt: Buffer, cost: KdfCost): Promise<Buffer> {
  const header: ExportHeader = {
    format: 'medichain-clinic',
    v: exportVersion,
    salt: salt.toString('base64'),
    cost: { ...cost },
  }
  const first = `${JSON.stringify(header)}\n`
  const content = Buffer.concat([Buffer.from(first), seal(await keyOf(passphrase, salt, cost), packed, first)])
  return Buffer.concat([content, sumOf(content)])
}

/** Opens a file and checks every line of it, whoever kept it meanwhile. */
export async function readExport(file: Buffer, passphrase: string): Promise<ReadExport> {
  const end = file.indexOf('\n')
  const head = parse(file.subarray(0, Math.max(0, end)).toString('utf8'))
  const later = z.looseObject({ format: z.literal('medichain-clinic'), v: z.int().min(exportVersion + 1) })
  if (end >= 0 && later.safeParse(head).success) return refusal('NEWER_EXPORT')
  const header = ExportHeader.safeParse(head)
  if (end < 0 || !header.success || !isBearable(header.data.cost)) return refusal('NOT_AN_EXPORT')
  const content = file.subarray(0, -checksumBytes)
  const isWhole = content.length > end && timingSafeEqual(sumOf(content), file.subarray(-checksumBytes))
  if (!isWhole) return refusal('DAMAGED_EXPORT')
  const key = await keyOf(passphrase, Buffer.from(header.data.salt, 'base64'), header.data.cost)
  const packed = unseal(key, content.subarray(end + 1), content.subarray(0, end + 1).toString('utf8'))
  if (!packed) return refusal('WRONG_PASSPHRASE')
  const text = await unpack(packed)
  const manifest = manifestOf(text)
  if (!manifest) return refusal('DAMAGED_EXPORT')
  return { ok: true, manifest, lines: () => linesOf(text) }
}

const refusal = (code: ExportProblem) => ({ ok: false, code }) as const

const sumOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

const keyOf = async (passphrase: string, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> =>
  expandKey(await deriveKey(passphrase, salt, cost), 'medichain clinic export')

/** A file that asks for more than this was not written by us, and would take the machine's memory. */
const isBearable = ({ memoryKib, passes, lanes }: ExportHeader['cost']): boolean =>
  memoryKib <= 1_048_576 && passes <= 10 && lanes <= 8

function* textLines(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; ) {
    const stop = text.indexOf('\n', at) + 1
    yield text.subarray(at, stop === 0 ? text.length : stop)
    at = stop === 0 ? text.length : stop
  }
}

/** What stands between the manifest and the end. */
function* linesOf(text: Buffer): Generator<unknown> {
  let last: unknown
  for (const line of textLines(text)) {
    if (isRecord(last) && last.type !== 'manifest') yield last
    last = parse(line.toString('utf8'))
  }
}

/** The manifest, where every line is there and none was changed. */
function manifestOf(text: Buffer): ExportManifest | null {
  const hash = createHash('sha256')
  let [lines, manifest, last] = [0, null as ExportManifest | null, null as Buffer | null]
  for (const line of textLines(text)) {
    if (last) hash.update(last)
    if (lines === 0) manifest = ExportManifest.safeParse(withoutType(parse(line.toString('utf8')))).data ?? null
    last = line
    lines += 1
  }
  const end = parse(last?.toString('utf8') ?? '')
  const isWhole = isRecord(end) && end.type === 'end' && end.lines === lines - 1 && end.sha256 === hash.digest('hex')
  return isWhole ? manifest : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function withoutType(value: unknown): unknown {
  if (!isRecord(value)) return value
  const { type: _, ...rest } = value
  return rest
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
