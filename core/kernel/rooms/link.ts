import * as z from 'zod'
import { RoomId, Secret32 } from './identity.js'

/** `https://RELAY/join/ROOM#k=KEY&t=TOKEN`: what follows the # never leaves the browser. */
export const joinLink = (
  relayUrl: string,
  { room, key, token }: { room: string; key: string; token: string },
): string => `${relayUrl.replace(/\/+$/, '')}/join/${room}#k=${key}&t=${token}`

const JoinLink = z.strictObject({ room: RoomId, key: Secret32, token: Secret32 })

/** The parts of a join link, or null where it is none (cut off, changed by a mail program). Takes path and fragment. */
export function readJoinLink(path: string, fragment: string): z.infer<typeof JoinLink> | null {
  const room = /\/join\/([A-Za-z0-9_-]{22})\/?$/.exec(path)?.[1]
  const part = (name: string) => new RegExp(`(?:^#?|&)${name}=([A-Za-z0-9_-]{43})(?:&|$)`).exec(fragment)?.[1]
  const parsed = JoinLink.safeParse({ room, key: part('k'), token: part('t') })
  return parsed.success ? parsed.data : null
}

/** `wss://RELAY/v1/rooms/ROOM/socket` of a relay's `https://…`. */
export const roomSocketUrl = (relayUrl: string, room: string): string =>
  `${relayUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}/v1/rooms/${room}/socket`
