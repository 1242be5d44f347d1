import type { DeviceProblem } from '../../../../call/media/devices.js'
import type { RoomRefusalCode } from '../../../../core/kernel/rooms/signals.js'

/** Everything that the page says. A language that lacks a sentence does not compile. */

/** One sentence for each way in which the language counts (Unicode's plural categories); `#` is the number. */
export type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

export const languages = {
  en: { name: 'English', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  fr: { name: 'Français', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
  hi: { name: 'हिन्दी', direction: 'ltr' },
} as const
export type Language = keyof typeof languages

/** Refusals that a patient can meet; the others are said as `DEFECT`. */
export type RefusalWords = Readonly<Partial<Record<RoomRefusalCode, string>> & { DEFECT: string }>

export interface Words {
  title: string
  language: string
  welcome: string
  nothingKept: string
  check: string
  cameraStarting: string
  cameraOff: string
  camera: Readonly<Record<DeviceProblem, string>>
  microphone: Readonly<Record<DeviceProblem, string>>
  hearsYou: string
  saySomething: string
  tryAgain: string
  withoutCamera: string
  about: string
  name: string
  symptoms: string
  symptomsHint: string
  consent: string
  consentWords: string
  consentMissing: string
  enter: string
  entering: string
  waitingRoom: string
  doctorIsThere: string
  doctorIsNotThere: string
  inFront: Counted
  youAreNext: string
  waitMinutes: Counted
  waitUnknown: string
  keepOpen: string
  held: string
  connecting: string
  lineLost: string
  lineLostLong: string
  roles: Readonly<Record<'doctor' | 'patient' | 'companion' | 'front-desk', string>>
  doctorAway: string
  noPicture: string
  waitingPicture: string
  audioOnly: string
  messagesOnly: string
  otherKey: string
  cannotRead: string
  quality: Readonly<Record<'good' | 'fair' | 'poor' | 'lost', string>>
  mute: string
  unmute: string
  hideCamera: string
  showCamera: string
  chat: string
  closeChat: string
  chatEmpty: string
  chatLabel: string
  send: string
  you: string
  notDelivered: string
  newMessages: Counted
  more: string
  close: string
  safety: string
  safetyHint: string
  chooseCamera: string
  chooseMicrophone: string
  leave: string
  leaveSure: string
  stay: string
  message: string
  messageHint: string
  photo: string
  removePhoto: string
  photoBad: string
  photoSent: string
  messageSent: string
  messageWaits: string
  ended: string
  endedWords: string
  left: string
  leftWords: string
  rejoin: string
  cannotEnter: string
  badLink: string
  badLinkWords: string
  noEncryption: string
  noEncryptionWords: string
  refusals: RefusalWords
  encrypted: string
}
