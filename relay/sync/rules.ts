import type { BatchHead, RelayRefusal, Revocation, WrappedKeys } from '../../core/sync/protocol.js'

/** An invitation and everything about it ends after ten minutes. */
export const inviteLifeMs = 10 * 60_000
export const tokenLifeSeconds = 15 * 60
/** How long a device may take to sign a challenge. */
export const challengeLifeMs = 2 * 60_000
const hourMs = 60 * 60_000

export interface Quotas {
  /** What one device may send in an hour. */
  readonly deviceBytesPerHour: number
  /** What one tenant may keep here, batches and blobs together. */
  readonly tenantBytes: number
  readonly devicesPerTenant: number
}

/** A device in the relay's books. */
export interface DeviceStanding {
  readonly seq: number
  readonly hash: string
  readonly isRevoked: boolean
  readonly windowStart: number
  readonly windowBytes: number
}

export interface TenantStanding {
  readonly cursor: number
  readonly storedBytes: number
}

export type Decision<T> = ({ readonly isAccepted: true } & T) | { readonly isAccepted: false; refusal: RelayRefusal }

const refuse = (
  code: RelayRefusal['code'],
  message: string,
  more: Partial<RelayRefusal> = {},
): { isAccepted: false; refusal: RelayRefusal } => ({ isAccepted: false, refusal: { ...more, code, message } })

/**
 * Whether a batch goes into the tenant's log, and how the books stand after it. Its signature and its ops were checked before.
 * A batch that is here already, a gap and a fork are all answered with where the device stands: the device knows which it is.
 */
export function decidePush(
  head: Pick<BatchHead, 'fromSeq' | 'count' | 'prevHash' | 'lastHash'>,
  bytes: number,
  device: DeviceStanding,
  tenant: TenantStanding,
  quotas: Quotas,
  nowMs: number,
): Decision<{ device: DeviceStanding; tenant: TenantStanding }> {
  if (device.isRevoked) return revoked
  const stands = { seq: device.seq, hash: device.hash }
  if (head.fromSeq <= device.seq)
    return refuse('WRONG_HEAD', `These ops are here already, up to op ${device.seq}.`, { head: stands })
  if (head.fromSeq > device.seq + 1)
    return refuse('WRONG_HEAD', `Ops are missing: send from op ${device.seq + 1} on.`, { head: stands })
  if (head.prevHash !== device.hash)
    return refuse('WRONG_HEAD', `The batch does not continue op ${device.seq} as it is known here.`, { head: stands })
  const charged = charge(bytes, device, tenant, quotas, nowMs)
  if (!charged.isAccepted) return charged
  return {
    isAccepted: true,
    device: { ...charged.device, seq: head.fromSeq + head.count - 1, hash: head.lastHash },
    tenant: { ...charged.tenant, cursor: tenant.cursor + 1 },
  }
}

/** Books bytes on the device's hour and the tenant's store, for batches and blobs alike. */
export function charge(
  bytes: number,
  device: DeviceStanding,
  tenant: TenantStanding,
  quotas: Quotas,
  nowMs: number,
): Decision<{ device: DeviceStanding; tenant: TenantStanding }> {
  if (device.isRevoked) return revoked
  // A clock that was set back begins a new hour, so that nobody waits for a year.
  const isSameHour = nowMs >= device.windowStart && nowMs < device.windowStart + hourMs
  const windowStart = isSameHour ? device.windowStart : nowMs
  const windowBytes = (isSameHour ? device.windowBytes : 0) + bytes
  if (windowBytes > quotas.deviceBytesPerHour)
    return refuse(
      'QUOTA',
      'This device has sent as much as it may in an hour. It is kept there and goes on by itself.',
      {
        retryAfterSeconds: Math.max(1, Math.ceil((windowStart + hourMs - nowMs) / 1_000)),
      },
    )
  if (tenant.storedBytes + bytes > quotas.tenantBytes)
    return refuse('QUOTA', 'The store of this clinic is full. Ask who runs the relay for more room.', {
      retryAfterSeconds: 3_600,
    })
  return {
    isAccepted: true,
    device: { ...device, windowStart, windowBytes },
    tenant: { ...tenant, storedBytes: tenant.storedBytes + bytes },
  }
}

const revoked = refuse(
  'DEVICE_REVOKED',
  'This device was removed from the clinic. Ask an administrator to enroll it again.',
)

export interface Enrollment {
  readonly expiresAt: number
  readonly request: string | null
  readonly answer: string | null
}

/** Whether a request or an answer may still come in. The same one again is no new one: its first answer was lost. */
export function decideEnrollment(
  enrollment: Enrollment | undefined,
  said: { request: string } | { answer: string },
  nowMs: number,
): Decision<{ isRepeated: boolean }> {
  if (!enrollment) return refuse('NOT_FOUND', 'No such invitation. Ask the administrator to show a new code.')
  const [before, now] = 'request' in said ? [enrollment.request, said.request] : [enrollment.answer, said.answer]
  if (before === now) return { isAccepted: true, isRepeated: true }
  if (nowMs >= enrollment.expiresAt)
    return refuse(
      'INVITE_EXPIRED',
      'The invitation is older than ten minutes. Ask the administrator to show a new code.',
    )
  if (before !== null)
    return refuse('INVITE_EXPIRED', 'The invitation was used already. Ask the administrator to show a new code.')
  if ('answer' in said && enrollment.request === null)
    return refuse('NOT_FOUND', 'No device has asked with this invitation yet.')
  return { isAccepted: true, isRepeated: false }
}

export interface KnownDevice {
  readonly device: string
  readonly isAdministrator: boolean
  readonly isRevoked: boolean
}

/** A revocation starts the next epoch, with its keys for exactly those who stay; an administrator must be among them. */
export function decideRevocation(
  revocation: Pick<Revocation, 'device' | 'epoch' | 'keys'>,
  epoch: number,
  devices: readonly KnownDevice[],
): Decision<object> {
  const active = devices.filter(({ isRevoked }) => !isRevoked)
  if (!active.some(({ device }) => device === revocation.device))
    return refuse('STALE', 'This device is not one of the clinic any more. Read the directory again.')
  if (revocation.epoch !== epoch + 1)
    return refuse('STALE', `The clinic's keys are at epoch ${epoch} by now. Read the directory again.`)
  const staying = active.filter(({ device }) => device !== revocation.device)
  if (!staying.some(({ isAdministrator }) => isAdministrator))
    return refuse('FORBIDDEN', 'No administrator would be left. Make another device an administrator first.')
  const wrapped = new Set(revocation.keys.map(({ device }) => device))
  const isComplete = revocation.keys.length === staying.length && staying.every(({ device }) => wrapped.has(device))
  if (!isComplete || !revocation.keys.every((key) => key.epoch === revocation.epoch))
    return refuse('STALE', 'The new keys are not for exactly the devices that stay. Read the directory again.')
  return { isAccepted: true }
}

/** The keys of a new device: all for it, and today's among them. */
export function decideKeys(keys: readonly WrappedKeys[], device: string, epoch: number): Decision<object> {
  if (!keys.every((key) => key.device === device) || new Set(keys.map((key) => key.epoch)).size !== keys.length)
    return refuse('MALFORMED', 'The wrapped keys are not those of the new device.')
  if (!keys.some((key) => key.epoch === epoch))
    return refuse('STALE', `The clinic's keys are at epoch ${epoch} by now. Read the directory again.`)
  return { isAccepted: true }
}

/** How many batches, by their sizes, make an answer: as many as fit, and one in any case. */
export function batchesInPage(sizes: readonly number[], maximumBytes: number): number {
  let [count, sum] = [0, 0]
  for (const size of sizes) {
    sum += size
    if (count > 0 && sum > maximumBytes) break
    count += 1
  }
  return count
}
