import type { NodeToShell } from '../../core/kernel/shell-protocol.js'

type Unknown = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Unknown => typeof value === 'object' && value !== null
const hasRequestId = (message: Unknown) => Number.isSafeInteger(message.requestId)
const hasBytes = (message: Unknown) => hasRequestId(message) && message.bytes instanceof Uint8Array

function areHelperArgs(args: unknown): boolean {
  if (!isRecord(args)) return false
  return Object.entries(args).every(
    ([name, value]) => /^[a-z][A-Za-z]*$/.test(name) && (typeof value === 'string' || Number.isFinite(value)),
  )
}

const shapes: { [Type in NodeToShell['type']]: (message: Unknown) => boolean } = {
  'node-ready': (message) => typeof message.isKeychainWanted === 'boolean',
  pong: () => true,
  'window-left': (message) => typeof message.isOpen === 'boolean',
  seat: (message) => typeof message.isTaken === 'boolean',
  'start-helper': (message) =>
    hasRequestId(message) &&
    (message.program === 'chain' || message.program === 'relay') &&
    areHelperArgs(message.args),
  'kill-helper': hasRequestId,
  'keychain-seal': hasBytes,
  'keychain-unseal': hasBytes,
  'calls-go-to': (message) =>
    typeof message.url === 'string' &&
    /^https?:\/\/[\w.:[\]-]+$/.test(message.url.replace(/\/+$/, '')) &&
    (message.fingerprint === null || typeof message.fingerprint === 'string'),
}

/** Whether a message of the local node is one of the protocol; anything else is dropped. */
export function isNodeMessage(message: unknown): message is NodeToShell {
  if (!isRecord(message) || typeof message.type !== 'string') return false
  const isShaped = Object.hasOwn(shapes, message.type) && shapes[message.type as NodeToShell['type']]
  return isShaped ? isShaped(message) : false
}
