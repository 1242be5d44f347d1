/** Scheme, host, port and the rest. No name or password before the host: those would be shown and logged with the address. */
const shape = /^(https?):\/\/(\[[\da-f:]+\]|[a-z\d](?:[a-z\d.-]*[a-z\d])?)(:\d{1,5})?(?:[/?#]\S*)?$/i
const loopback = ['127.0.0.1', '[::1]', 'localhost']

/** Whether what is sent to this address is encrypted, or never leaves this machine. */
export function isSafeEndpoint(endpoint: string): boolean {
  const [, scheme = '', host = ''] = shape.exec(endpoint) ?? []
  return scheme.toLowerCase() === 'https' || (scheme !== '' && loopback.includes(host.toLowerCase()))
}

/** What may be shown of an address: many services put a key into the path. */
export function originOf(endpoint: string): string {
  const [, scheme, host, port = ''] = shape.exec(endpoint) ?? []
  return scheme === undefined ? '' : `${scheme}://${host}${port}`.toLowerCase()
}

/** Whatever of a connection must not be repeated: the credential, and what stands behind the address's host. */
export function secretsOf({ endpoint, accessToken }: { endpoint: string; accessToken?: string }): string[] {
  const rest = endpoint.slice(originOf(endpoint).length)
  const parts = [accessToken ?? '', rest, ...rest.split(/[/?#&=]/)]
  return [...new Set(parts)].filter((part) => part.length >= 8).sort((a, b) => b.length - a.length)
}

/** A text that somebody else wrote, without the secrets that it may repeat. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.split(secret).join('…'), text)
}
