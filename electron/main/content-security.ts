/**
 * Nothing but our own files. Styles are the exception: Mantine and React write style tags and attributes at run time,
 * which can paint but not run. Pictures and media may come from memory (camera, QR codes). WebSockets are named by scheme alone,
 * because which relay it is becomes known when the records are open, long after the page was loaded: call-door.ts lets them
 * through to that relay and to no other.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
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
