import { desktopCapturer, type Session } from 'electron'
import type { ScreenSource } from '../../core/kernel/shell-protocol.js'

/**
 * The one way out of the window: signals of a call, to the relay that the local node named, by WebSocket alone; and what of this
 * computer may be shown in it, which is what the person chose.
 */
export interface CallDoor {
  /** From now on this relay, and none that was named before. */
  allow(relay: { url: string; fingerprint: string | null }): void
  /** From now on none: the window shows another clinic. */
  close(): void
  isOpenTo(url: string): boolean
  listScreens(): Promise<ScreenSource[]>
  /** For the page's next request, and for no other. */
  chooseScreen(id: string): void
}

/** Large enough to tell two windows apart. */
const pictureSize = { width: 320, height: 200 }

/** Chromium's verdict stands. */
const asUsual = -3
const trusted = 0

const socketOrigin = (url: string) => new URL(url.replace(/^http/, 'ws')).origin
const hexOf = (fingerprint: string) => fingerprint.replaceAll(':', '').toLowerCase()
/** Electron writes `sha256/` and base64, the clinic's records hexadecimal. */
const electronHexOf = (fingerprint: string) =>
  Buffer.from(fingerprint.replace(/^sha256\//, ''), 'base64').toString('hex')

export function openCallDoor(target: Session): CallDoor {
  let relay: { origin: string; hostname: string; fingerprint: string | null } | null = null
  target.setCertificateVerifyProc(({ hostname, certificate }, answer) => {
    const pinned = relay !== null && relay.hostname === hostname ? relay.fingerprint : null
    // A clinic's own relay made its certificate itself: this very one is right, and no other that anybody vouches for.
    if (pinned === null) answer(asUsual)
    else answer(electronHexOf(certificate.fingerprint) === hexOf(pinned) ? trusted : -2)
  })
  let chosen: string | null = null
  target.setDisplayMediaRequestHandler((_request, answer) => {
    const id = chosen
    chosen = null
    const refuse = () => {
      try {
        answer({})
      } catch {
        // Electron refuses by throwing: the page hears that it was not allowed.
      }
    }
    if (id === null) return refuse()
    desktopCapturer
      .getSources({ types: ['screen', 'window'], thumbnailSize: { width: 0, height: 0 } })
      .then((sources) => {
        const source = sources.find((one) => one.id === id)
        if (source) answer({ video: source })
        else refuse()
      })
      .catch(refuse)
  })
  return {
    allow({ url, fingerprint }) {
      relay = { origin: socketOrigin(url), hostname: new URL(url).hostname, fingerprint }
    },
    close() {
      relay = null
    },
    isOpenTo(url) {
      const { protocol, origin } = new URL(url)
      return relay !== null && /^wss?:$/.test(protocol) && origin === relay.origin
    },
    async listScreens() {
      const sources = await desktopCapturer.getSources({ types: ['screen', 'window'], thumbnailSize: pictureSize })
      return sources.map(({ id, name, thumbnail }) => ({
        id,
        name,
        isWindow: id.startsWith('window:'),
        picture: thumbnail.isEmpty() ? '' : thumbnail.toDataURL(),
      }))
    },
    chooseScreen(id) {
      chosen = id
    },
  }
}
