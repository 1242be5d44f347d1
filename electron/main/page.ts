import { type LockFace, lockFaceElementId } from '../../core/kernel/shell-protocol.js'

/** What the build writes wherever the page needs the nonce of this one answer (vite.config.ts). */
export const noncePlaceholder = 'nonce-of-this-answer'

/** JSON that stays JSON inside of HTML, whatever a clinic is called: nothing in it can end the element. */
const asInlineJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

/** The built page made ready for one answer: its nonce in place, and what the lock screen shows before the node runs. */
export function fillPage(html: string, nonce: string, face: LockFace | null): string {
  const page = html.replaceAll(noncePlaceholder, nonce)
  if (face === null) return page
  const element = `<script type="application/json" id="${lockFaceElementId}">${asInlineJson(face)}</script>`
  return page.replace('<div id="root">', (root) => `${element}${root}`)
}
