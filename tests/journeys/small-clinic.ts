import * as z from 'zod'
import { addDays, dayOf } from '../../core/kernel/instant.js'
import { generalPractice } from '../support/furnish.js'
import { harbor } from '../support/node.js'

export const deskPerson = 'Grace Wanjiru'
export const [deskDoctor, roomDoctor] = ['Dr Daniel Vargas', 'Dr Mei Chen']
export const { passphrase } = harbor
export const administrator = harbor.administrator.displayName

const people = [
  { displayName: deskPerson, loginName: 'grace', roles: ['front-desk'] },
  { displayName: deskDoctor, loginName: 'daniel', roles: ['doctor'] },
  { displayName: roomDoctor, loginName: 'mei', roles: ['doctor'] },
]

/** A clinic with a front desk and two doctors who have time tomorrow, founded through the HTTP door; it syncs through a relay. */
export async function foundSmallClinic(port: number, relayUrl: string): Promise<void> {
  const ask = async (method: string, path: string, body?: object, token = ''): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  await ask('POST', '/api/identity/set-up', harbor)
  const { loginName } = harbor.administrator
  const signedIn = await ask('POST', '/api/identity/sign-in', { loginName, passphrase })
  const { token } = z.object({ token: z.string() }).parse(signedIn)
  const day = addDays(dayOf(new Date().toISOString(), harbor.clinic.timeZone), 1)
  for (const person of people) {
    const added = await ask('POST', '/api/identity/staff', { ...person, passphrase }, token)
    const { id: doctorId } = z.object({ id: z.string() }).parse(added)
    if (person.roles[0] !== 'doctor') continue
    await ask('PUT', `/api/telemedicine/doctors/${doctorId}`, { doctorId, ...generalPractice }, token)
    const times = { doctorId, day, from: '09:00', to: '16:00', minutesEach: 20, isTelemedicine: true }
    await ask('POST', `/api/telemedicine/doctors/${doctorId}/slots`, times, token)
  }
  const there = { url: relayUrl, fingerprint: null, admission: null, deviceName: 'Front desk' }
  await ask('POST', '/api/devices/relay', there, token)
}
