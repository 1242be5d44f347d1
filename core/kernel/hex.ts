/** Bytes as hexadecimal with 0x, in lower case. */
export const hexOf = (bytes: Uint8Array): `0x${string}` =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`

/** The bytes behind hexadecimal with 0x. */
export const bytesOf = (hex: `0x${string}`): Uint8Array =>
  Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
