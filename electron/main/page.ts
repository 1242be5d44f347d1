import {
  type ClinicFace,
  clinicFacesElementId,
  type LockFace,
  lockFaceElementId,
} from '../../core/kernel/shell-protocol.js'

/** What the build writes wherever the page needs the nonce of this one answer (vite.config.ts). */
export const noncePlaceholder = 'nonce-of-this-answer'

/** JSON that stays JSON inside of HTML, whatever a clinic is called: nothing in it can end the element. */
const asInlineJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

/** What the page shows at once: the clinics of this computer, and the lock screen of the one that is shown. */
export interface PageFaces {
  lock: LockFace | null
  clinics: readonly ClinicFace[]
}

const element = (id: string, value: unknown) =>
  `<script type="application/json" id="${id}">${asInlineJson(value)}</script>`

/** The built page made ready for one answer: its nonce in place, and what it shows before the node runs. */
export function fillPage(html: string, nonce: string, { lock, clinics }: PageFaces): string {
  const elements = [
    element(clinicFacesElementId, clinics),
    ...(lock === null ? [] : [element(lockFaceElementId, lock)]),
  ].join('')
  return html.replaceAll(noncePlaceholder, nonce).replace('<div id="root">', (root) => `${elements}${root}`)
}
