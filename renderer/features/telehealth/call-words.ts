import type { DeviceProblem } from '../../../call/media/devices.js'
import type { LineQuality, Step } from '../../../call/quality/rules.js'
import type { CallState, Person, Seen } from '../../../call/state.js'
import type { RoomRole } from '../../../core/kernel/rooms/identity.js'
import type { Tone } from '../../ui/tone.js'

/** What the call says on the doctor's screen. */

export const roleWords = {
  doctor: 'Doctor',
  patient: 'Patient',
  companion: 'Companion',
  'front-desk': 'Front desk',
} as const satisfies Record<RoomRole, string>

export const nameOf = (person: Person): string => person.card?.name || roleWords[person.role]

export const cameraProblemWords = {
  none: 'No camera is connected to this computer. You are heard without a picture.',
  denied:
    'The system does not let MediChain use the camera. Allow it in the system’s privacy settings, then try again.',
  'in-use': 'Another program is using the camera. Close it there, then try again.',
  unplugged: 'The camera was unplugged. The call goes on with sound; plug it in and it comes back.',
  failed: 'The camera did not start. Unplug it and plug it in again, or choose another one.',
} as const satisfies Record<DeviceProblem, string>

export const microphoneProblemWords = {
  none: 'No microphone is connected to this computer. You see and hear the patient; write in the chat.',
  denied:
    'The system does not let MediChain use the microphone. Allow it in the system’s privacy settings, then try again.',
  'in-use': 'Another program is using the microphone. Close it there, then try again.',
  unplugged: 'The microphone was unplugged. Plug it in and it comes back; until then write in the chat.',
  failed: 'The microphone did not start. Unplug it and plug it in again, or choose another one.',
} as const satisfies Record<DeviceProblem, string>

const qualityWords = {
  good: 'Good connection',
  fair: 'Fair connection',
  poor: 'Weak connection',
  lost: 'No connection',
} as const satisfies Record<LineQuality, string>
export const qualityTones = {
  good: 'done',
  fair: 'neutral',
  poor: 'attention',
  lost: 'attention',
} as const satisfies Record<LineQuality, Tone>

const stepWords = {
  high: 'full picture',
  medium: 'medium picture',
  low: 'small picture',
  'audio-only': 'sound only',
  messages: 'messages only',
} as const satisfies Record<Step, string>

/** The line in a few words: Good connection · full picture · 43 ms. */
export function lineWords({ quality, step, roundTripMs, line }: CallState): string {
  if (line === 'lost') return 'Connection lost, coming back…'
  return [qualityWords[quality], stepWords[step], ...(roundTripMs === null ? [] : [`${roundTripMs} ms`])].join(' · ')
}

/** Why nobody is seen where a picture would be; null where there is one. */
export function whyNoPicture(person: Person, camera: Seen | undefined, step: Step): string | null {
  const name = nameOf(person)
  if (person.card === null)
    return 'This person came with another key: what they send cannot be opened, and they cannot open what you send. Invite the patient anew.'
  if (!person.isConnected) return `${name} lost the connection and is expected back.`
  if (step === 'audio-only' || step === 'messages')
    return 'The line is too weak for a picture. It comes back by itself.'
  if (camera === undefined || camera.isPaused) return `${name} shows no picture; only sound is sent.`
  if (camera.readability === 'readable') return null
  if (camera.readability === null) return 'The picture is coming…'
  return 'The picture does not open with the key of this call. Invite the patient anew.'
}

/** Why a call ended where nobody here ended it. */
export function endWords(end: CallState['end']): string | null {
  if (end === null || end.why === 'left') return null
  if (end.why === 'call-ended') return 'The call has ended. The visit goes on until you end it below.'
  if (end.why === 'no-encryption')
    return 'This runtime cannot encrypt calls, and unencrypted nothing is sent. Update MediChain.'
  return end.refusal.message
}
