import { EntityKind } from '../kernel/entities.js'
import { OpBody } from './op.js'

const kinds: ReadonlySet<string> = new Set(EntityKind.options)
const id = /^[A-Za-z0-9_-]{22}$/
const salt = /^0x[0-9a-f]{64}$/
/** A time of this shape on a day that every month has: the others are left to the schema. */
const time = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
/** How many fields each of our own ops has. */
const fieldCount = 11

/**
 * Reads what an op says; undefined where it is none. Ops as our own devices write them are looked at field by field, which costs
 * a fifth of the schema; whatever is otherwise is for the schema to judge.
 */
export function readOpBody(said: unknown): OpBody | undefined {
  return isUsual(said) ? said : OpBody.safeParse(said).data
}

function isUsual(said: unknown): said is OpBody {
  if (!isObject(said) || Object.keys(said).length !== fieldCount) return false
  const { kind, version, patientId, author, at, salt: salted, isDecision, body } = said
  return (
    typeof kind === 'string' &&
    kinds.has(kind) &&
    isText(said.id, 60) &&
    said.id !== '' &&
    (patientId === null || (typeof patientId === 'string' && id.test(patientId))) &&
    Number.isSafeInteger(version) &&
    Number(version) >= 1 &&
    isAuthor(author) &&
    typeof at === 'string' &&
    time.test(at) &&
    isTexts(said.basis, 100, 30) &&
    (said.fields === null || isTexts(said.fields, 200, 60)) &&
    (salted === null || (typeof salted === 'string' && salt.test(salted))) &&
    typeof isDecision === 'boolean' &&
    isObject(body)
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown, longest: number): boolean => typeof value === 'string' && value.length <= longest

const isTexts = (value: unknown, most: number, longest: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every((item) => isText(item, longest))

const isAuthor = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 2 && isText(value.id, 60) && isText(value.name, 200)
