import { desktopCapturer, type Session } from 'electron'

/** The one way out of the window: signals of a call, to the relay that the local node named, by WebSocket alone. */
export interface CallDoor {
  /** From now on this relay, and none that was named before. */
  allow(relay: { url: string; fingerprint: string | null }): void
  /** From now on none: the window shows another clinic. */
  close(): void
  isOpenTo(url: string): boolean
}

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
  target.setDisplayMediaRequestHandler((_request, answer) => {
    desktopCapturer
      .getSources({ types: ['screen'], thumbnailSize: { width: 0, height: 0 } })
      .then(([screen]) => answer(screen ? { video: screen } : {}))
      // Where the system does not let the screen be seen, the page hears that it was refused.
      .catch(() => answer({}))
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
  }
}
