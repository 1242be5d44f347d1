import * as z from 'zod'
import { type BoxKeyPair, openBox, sealTo } from '../../adapters/keys/box.js'
import type { WrappedKeys } from '../../core/sync/protocol.js'
import { type RecoveryHalves, type RecoveryKeys, recoveryKeysOf } from '../recovery.js'
import type { TenantSecrets } from '../secrets.js'

const Bytes = z.string().regex(/^[A-Za-z0-9_-]+$/)

/** What a tenant's devices share besides epoch keys, as it goes to a new device. */
const Shared = z.strictObject({
  tenantId: Bytes,
  pseudonymSecret: Bytes,
  operatorKey: Bytes,
  deploymentSalt: Bytes,
  recovery: z.strictObject({ boxKey: Bytes, signingKey: Bytes, sealSecret: Bytes }),
  root: z.strictObject({ device: Bytes, signingKey: Bytes }),
})

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const toBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))

const sharedOf = (tenant: TenantSecrets): z.infer<typeof Shared> => ({
  tenantId: tenant.tenantId,
  pseudonymSecret: toText(tenant.pseudonymSecret),
  operatorKey: toText(tenant.operatorKey),
  deploymentSalt: toText(tenant.deploymentSalt),
  recovery: tenant.recovery,
  root: tenant.root,
})

const secretsOf = (shared: z.infer<typeof Shared>, epochKeys: ReadonlyMap<number, Uint8Array>): TenantSecrets => ({
  tenantId: shared.tenantId,
  epochKeys,
  pseudonymSecret: toBytes(shared.pseudonymSecret),
  operatorKey: toBytes(shared.operatorKey),
  deploymentSalt: toBytes(shared.deploymentSalt),
  recovery: shared.recovery,
  root: shared.root,
})

const keyWords = (tenant: string, device: string, epoch: number) => `epoch key ${tenant} ${device} ${epoch}`

/** An epoch's key for one device. */
export const wrapEpochKey = (
  tenant: string,
  to: { device: string; boxKey: string },
  epoch: number,
  key: Uint8Array,
): WrappedKeys => ({ device: to.device, epoch, ...sealTo(to.boxKey, key, keyWords(tenant, to.device, epoch)) })

/** The epoch's key; undefined where it is not for this device. */
export const openEpochKey = (tenant: string, box: BoxKeyPair, wrapped: WrappedKeys): Uint8Array | undefined =>
  openBox(box, wrapped, keyWords(tenant, wrapped.device, wrapped.epoch))

const AllKeys = z.strictObject({ shared: Shared, epochKeys: z.record(z.string(), Bytes) })

/** Everything that a new device needs, sealed to it: under the newest epoch all keys, since the relay wants one entry. */
export const wrapTenant = (tenant: TenantSecrets, to: { device: string; boxKey: string }): WrappedKeys[] => {
  const newest = Math.max(...tenant.epochKeys.keys())
  return [...tenant.epochKeys].map(([epoch, key]) =>
    epoch === newest
      ? { device: to.device, epoch, ...sealTo(to.boxKey, encodeShared(tenant, key), tenantWords(to.device)) }
      : wrapEpochKey(tenant.tenantId, to, epoch, key),
  )
}

const tenantWords = (device: string) => `tenant keys ${device}`

const NewestKeys = z.strictObject({ shared: Shared, key: Bytes })
const encodeShared = (tenant: TenantSecrets, key: Uint8Array): Uint8Array =>
  Buffer.from(JSON.stringify({ shared: sharedOf(tenant), key: toText(key) } satisfies z.infer<typeof NewestKeys>))

/** What `wrapTenant` made; undefined where it was made for another device or is not whole. */
export function openTenant(
  tenantId: string,
  device: { id: string; box: BoxKeyPair },
  keys: readonly WrappedKeys[],
): TenantSecrets | undefined {
  const newest = Math.max(...keys.map(({ epoch }) => epoch))
  const epochKeys = new Map<number, Uint8Array>()
  let shared: z.infer<typeof Shared> | undefined
  for (const wrapped of keys) {
    if (wrapped.device !== device.id) return undefined
    if (wrapped.epoch !== newest) {
      const key = openEpochKey(tenantId, device.box, wrapped)
      if (!key) return undefined
      epochKeys.set(wrapped.epoch, key)
      continue
    }
    const opened = openBox(device.box, wrapped, tenantWords(device.id))
    const content = opened && NewestKeys.safeParse(JSON.parse(Buffer.from(opened).toString()))
    if (!content?.success) return undefined
    shared = content.data.shared
    epochKeys.set(newest, toBytes(content.data.key))
  }
  const isWhole = shared?.tenantId === tenantId && epochKeys.size === newest
  return shared && isWhole ? secretsOf(shared, epochKeys) : undefined
}

/** All keys sealed to the recovery code, as the relay keeps them: `<ephemeral>.<sealed>`. */
export function sealForRecovery(tenant: TenantSecrets): string {
  const { boxKey, sealSecret } = tenant.recovery satisfies RecoveryHalves
  const epochKeys = Object.fromEntries([...tenant.epochKeys].map(([epoch, key]) => [epoch, toText(key)]))
  const content = { shared: sharedOf(tenant), epochKeys } satisfies z.infer<typeof AllKeys>
  const box = sealTo(boxKey, Buffer.from(JSON.stringify(content)), 'tenant recovery', toBytes(sealSecret))
  return `${box.ephemeral}.${box.sealed}`
}

/** The tenant's keys; undefined where the code is another's, or the relay changed them. */
export function openRecoveredTenant(code: string, sealedRecovery: string): TenantSecrets | undefined {
  const { box, sealSecret }: RecoveryKeys = recoveryKeysOf(code)
  const [ephemeral = '', sealed = ''] = sealedRecovery.split('.')
  const opened = openBox(box, { ephemeral, sealed }, 'tenant recovery', sealSecret)
  const content = opened && AllKeys.safeParse(JSON.parse(Buffer.from(opened).toString()))
  if (!content?.success) return undefined
  const epochKeys = Object.entries(content.data.epochKeys).map(([epoch, key]) => [Number(epoch), toBytes(key)] as const)
  return secretsOf(content.data.shared, new Map(epochKeys))
}
