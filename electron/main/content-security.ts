/**
 * Nothing but our own files. Style elements that the page makes at run time (the theme's variables) carry the nonce of the
 * answer that brought the page; style attributes in markup are refused, and what scripts set on `element.style` is no markup.
 * Pictures and media may come from memory (camera, QR codes). WebSockets are named by scheme alone, because which relay it is
 * becomes known when the records are open, long after the page was loaded: call-door.ts lets them through to that relay and to
 * no other.
 * @param nonce null for everything but the page
 */
export const contentSecurityPolicy = (nonce: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self' wss: ws:",
    "worker-src 'self'",
    "manifest-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
