import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSigningKey, publicKeyOf, signWords } from '../../adapters/oplog/signing.js'
import {
  EnrollmentAnswer,
  Recovery,
  recoveryWords,
  TenantDirectory,
  WaitingEnrollments,
} from '../../core/sync/protocol.js'
import { openTestRelay } from '../support/relay.js'
import { onBothStores } from '../support/stores.js'
import { foundClinic, newId, SyncDevice } from '../support/sync-device.js'

onBothStores('devices', (newHome) => {
  let relay: Awaited<ReturnType<typeof openTestRelay>>
  let nowMs = Date.now()
  const minuteMs = 60_000
  beforeAll(async () => {
    relay = await openTestRelay(await newHome(), { nowMs: () => nowMs })
  })
  afterAll(async () => {
    await relay.close()
    expect(relay.defects).toEqual([])
  })

  it('founds a tenant once; the same founding again is no second one', async () => {
    const device = new SyncDevice(relay.url, newId())
    const recovery = newSigningKey().key
    const certificate = device.certify(device, true)
    const body = { certificate, admission: null, recoveryKey: publicKeyOf(recovery), sealedRecovery: 'sealed' }
    expect((await device.call('POST', '/v1/tenants', body)).status).toBe(201)
    expect((await device.call('POST', '/v1/tenants', body)).status).toBe(201)
    const other = new SyncDevice(relay.url, device.tenant)
    expect((await other.found()).code).toBe('TENANT_EXISTS')
    const forged = { ...body, certificate: { ...certificate, tenant: newId() } }
    expect((await device.call('POST', '/v1/tenants', forged)).code).toBe('BAD_SIGNATURE')
  })

  it('gives a token for a signed challenge, once and in time', async () => {
    const device = await foundClinic(relay.url)
    const request = await device.tokenRequest()
    const stranger = new SyncDevice(relay.url, device.tenant)
    expect((await stranger.signIn()).code).toBe('UNAUTHORIZED')
    expect((await new SyncDevice(relay.url, newId()).signIn()).code).toBe('UNKNOWN_TENANT')
    const forged = { ...request, signature: signWords(newSigningKey().key, 'words') }
    expect((await device.call('POST', '/v1/token', forged)).code).toBe('UNAUTHORIZED')
    expect((await device.call('POST', '/v1/token', request)).code).toBe('OK')
    expect((await device.call('POST', '/v1/token', request)).code).toBe('UNAUTHORIZED')
    const late = await device.tokenRequest()
    nowMs += 3 * minuteMs
    expect((await device.call('POST', '/v1/token', late)).code).toBe('UNAUTHORIZED')
    expect((await device.call('POST', '/v1/token', await device.tokenRequest('made.up.nonce-of-somebody'))).code).toBe(
      'UNAUTHORIZED',
    )
  })

  it('ends a token after fifteen minutes, and takes none that was changed', async () => {
    const device = await foundClinic(relay.url)
    const { token } = device
    expect((await device.call('GET', '/v1/directory')).code).toBe('OK')
    device.token = token.replace(device.tenant, newId())
    expect((await device.call('GET', '/v1/directory')).code).toBe('UNAUTHORIZED')
    device.token = ''
    expect((await device.call('GET', '/v1/batches')).code).toBe('UNAUTHORIZED')
    device.token = token
    nowMs += 15 * minuteMs
    expect((await device.call('GET', '/v1/directory')).code).toBe('UNAUTHORIZED')
  })

  it('enrolls a device by invitation: asked, seen, answered, certified', async () => {
    const first = await foundClinic(relay.url)
    const device = new SyncDevice(relay.url, first.tenant)
    const [inviteId, secret] = [newId(), newId()]
    const path = `/v1/enrollments/${inviteId}`
    const request = device.enrollmentRequest(inviteId, secret)
    expect((await device.call('POST', '/v1/enrollments', request)).code).toBe('NOT_FOUND')
    const ear = first.listen()
    await ear.hears(({ type }) => type === 'cursor')
    await first.call('POST', '/v1/invites', { inviteId })
    expect((await first.call('POST', `${path}/answer`, first.enrollmentAnswer(device, secret))).code).toBe('NOT_FOUND')
    expect((await device.call('POST', '/v1/enrollments', request)).code).toBe('OK')
    expect((await device.call('POST', '/v1/enrollments', request)).code).toBe('OK')
    await ear.hears(({ type }) => type === 'enrollment')
    const thief = new SyncDevice(relay.url, first.tenant)
    expect((await thief.call('POST', '/v1/enrollments', thief.enrollmentRequest(inviteId, secret))).code).toBe(
      'INVITE_EXPIRED',
    )
    expect((await device.call('GET', path)).status).toBe(204)
    const { enrollments } = WaitingEnrollments.parse((await first.call('GET', '/v1/enrollments')).json())
    expect(enrollments).toEqual([request])
    const forThief = first.enrollmentAnswer(thief, secret)
    expect((await first.call('POST', `${path}/answer`, forThief)).code).toBe('MALFORMED')
    const oldKeys = first.enrollmentAnswer(device, secret, 7)
    expect((await first.call('POST', `${path}/answer`, oldKeys)).code).toBe('STALE')
    const answer = first.enrollmentAnswer(device, secret)
    expect((await first.call('POST', `${path}/answer`, answer)).code).toBe('OK')
    expect((await first.call('POST', `${path}/answer`, answer)).code).toBe('OK')
    expect(EnrollmentAnswer.parse((await device.call('GET', path)).json())).toEqual(answer)
    await ear.hears(({ type }) => type === 'directory')
    expect((await device.signIn()).code).toBe('OK')
    const directory = TenantDirectory.parse((await device.call('GET', '/v1/directory')).json())
    expect(directory.certificates.map((known) => known.device).sort()).toEqual([first.id, device.id].sort())
    expect(directory.keys).toEqual(answer.keys)
    ear.close()
  })

  it('forgets an invitation after ten minutes', async () => {
    const first = await foundClinic(relay.url)
    const device = new SyncDevice(relay.url, first.tenant)
    const [early, late] = [newId(), newId()]
    for (const inviteId of [early, late]) await first.call('POST', '/v1/invites', { inviteId })
    await device.call('POST', '/v1/enrollments', device.enrollmentRequest(early, 'secret'))
    nowMs += 10 * minuteMs
    const answer = first.enrollmentAnswer(device, 'secret')
    expect((await first.call('POST', `/v1/enrollments/${early}/answer`, answer)).code).toBe('INVITE_EXPIRED')
    expect((await device.call('GET', `/v1/enrollments/${early}`)).code).toBe('INVITE_EXPIRED')
    const request = device.enrollmentRequest(late, 'secret')
    expect((await device.call('POST', '/v1/enrollments', request)).status).toBe(410)
    expect(WaitingEnrollments.parse((await first.call('GET', '/v1/enrollments')).json()).enrollments).toEqual([])
  })

  it('lets only administrators invite, answer and revoke', async () => {
    const first = await foundClinic(relay.url)
    const device = await first.enroll()
    expect((await device.call('POST', '/v1/invites', { inviteId: newId() })).code).toBe('FORBIDDEN')
    expect((await device.call('GET', '/v1/enrollments')).code).toBe('FORBIDDEN')
    expect((await device.call('POST', '/v1/revocations', device.revocation(first, 2, [device]))).code).toBe('FORBIDDEN')
  })

  it('revokes a device at once: token, socket, pushes; the next epoch is for exactly those who stay', async () => {
    const first = await foundClinic(relay.url)
    const [lost, stays] = [await first.enroll(), await first.enroll()]
    const ear = lost.listen()
    await ear.hears(({ type }) => type === 'cursor')
    await lost.send(2)
    const revoke = (body: object) => first.call('POST', '/v1/revocations', body)
    expect((await revoke(first.revocation(lost, 3, [first, stays]))).code).toBe('STALE')
    expect((await revoke(first.revocation(lost, 2, [first]))).code).toBe('STALE')
    expect((await revoke(first.revocation(first, 2, [lost, stays]))).code).toBe('FORBIDDEN')
    const good = first.revocation(lost, 2, [first, stays])
    expect((await revoke({ ...good, lastSeq: 1 })).code).toBe('BAD_SIGNATURE')
    expect((await revoke(good)).code).toBe('OK')
    expect((await revoke(good)).code).toBe('OK')
    expect(await ear.closed).toBe(4403)
    lost.write(1)
    const push = await lost.push(lost.batch(3, 1))
    expect([push.status, push.code]).toEqual([403, 'DEVICE_REVOKED'])
    expect((await lost.call('GET', '/v1/batches')).code).toBe('DEVICE_REVOKED')
    expect((await lost.signIn()).code).toBe('DEVICE_REVOKED')
    const directory = TenantDirectory.parse((await stays.call('GET', '/v1/directory')).json())
    expect([directory.epoch, directory.revocations]).toEqual([2, [good]])
    expect(directory.keys.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect((await first.enroll(false, 2)).token).not.toBe('')
  })

  it('brings a tenant back by its recovery key when every device is lost', async () => {
    const first = new SyncDevice(relay.url, newId())
    const recovery = newSigningKey().key
    await first.found(recovery)
    await first.signIn()
    await first.send(3)
    const code = publicKeyOf(recovery)
    const body = Recovery.parse((await first.call('GET', `/v1/recovery/${code}`)).json())
    expect(body).toEqual({ tenant: first.tenant, recoveryKey: code, sealedRecovery: 'sealed keys' })
    expect((await first.call('GET', `/v1/recovery/${newId()}`)).code).toBe('UNKNOWN_TENANT')
    const device = new SyncDevice(relay.url, body.tenant)
    const certificate = device.certify(device, true)
    const forged = { certificate, signature: signWords(device.key, recoveryWords(certificate)) }
    expect((await device.call('POST', '/v1/recover', forged)).code).toBe('BAD_SIGNATURE')
    const signature = signWords(recovery, recoveryWords(certificate))
    expect((await device.call('POST', '/v1/recover', { certificate, signature })).code).toBe('OK')
    expect((await device.signIn()).code).toBe('OK')
    const directory = TenantDirectory.parse((await device.call('GET', '/v1/directory')).json())
    expect(directory.recoveries).toEqual([{ device: device.id, signature }])
    expect((await device.pull()).entries).toHaveLength(1)
    expect((await device.call('POST', '/v1/revocations', device.revocation(first, 2, [device]))).code).toBe('OK')
    const renewed = { recoveryKey: publicKeyOf(newSigningKey().key), sealedRecovery: 'sealed anew' }
    expect((await device.call('PUT', '/v1/recovery', renewed)).code).toBe('OK')
    expect((await device.call('GET', `/v1/recovery/${code}`)).code).toBe('UNKNOWN_TENANT')
  })
})

onBothStores('admission', (newHome) => {
  it('founds a tenant only for who knows the word', async () => {
    const relay = await openTestRelay(await newHome(), { admission: 'harbor' })
    expect((await new SyncDevice(relay.url, newId()).found()).code).toBe('NOT_ADMITTED')
    expect((await new SyncDevice(relay.url, newId()).found(newSigningKey().key, 'harbor')).code).toBe('OK')
    await relay.close()
  })
})
