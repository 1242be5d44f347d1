import type { WorkstationState } from '../../core/identity/model.js'
import type { Role } from '../../core/kernel/roles.js'
import { type LockFace, lockFaceElementId } from '../../core/kernel/shell-protocol.js'
import { roleWords } from '../ui/role-words.js'

const isRole = (role: string): role is Role => Object.hasOwn(roleWords, role)

/** What the shell put into the page for the lock screen to show before the local node runs; null when the node is to tell. */
export function readLockFace(page: Document): WorkstationState | null {
  const json = page.getElementById(lockFaceElementId)?.textContent
  if (!json) return null
  const face: LockFace = JSON.parse(json)
  const users = face.users.map((user) => ({ ...user, roles: user.roles.filter(isRole) }))
  return { ...face, users, state: 'locked', problem: null }
}

/** How long to wait for a frame that may never come: a window that is hidden paints none. */
const frameWaitMs = 500

/** Resolves once what was rendered before has been painted. */
export const nextPaint = (): Promise<void> =>
  new Promise((resolve) => {
    const done = () => resolve()
    requestAnimationFrame(() => setTimeout(done, 0))
    setTimeout(done, frameWaitMs)
  })

/** The nonce that the shell gave the page: style elements made at run time carry it. */
export const readNonce = (page: Document): string =>
  page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
