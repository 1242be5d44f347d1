/** Origin and path; what could hold a secret in the clear or is no part of a base (user, query, fragment) does not match. */
const address = /^(https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)((?:\/[^\s/?#@\\]+)*\/?)$/i
const onThisComputer = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/** Whose server it is: scheme, host and port. */
export const originOf = (baseUrl: string): string | undefined => address.exec(baseUrl)?.[1]?.toLowerCase()

/**
 * Whether claims and a token may go to this FHIR base: over https, or http where it does not leave this computer
 * (FHIR R4, 3.1.0.1.2 Service Base URL).
 */
export function isPayerAddress(baseUrl: string): boolean {
  const origin = originOf(baseUrl)
  return origin !== undefined && (origin.startsWith('https:') || onThisComputer.test(origin))
}
