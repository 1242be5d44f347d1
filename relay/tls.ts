import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
  /** SHA-256 of the certificate in hex with colons, as Node's `fingerprint256` has it: what devices pin. */
  readonly fingerprint: string
}

const lifeYears = 20

/**
 * The relay's own certificate, made once and kept: devices pin its fingerprint as they enroll, so a new one would send all of
 * them away. That is also why its names and its end hardly matter.
 */
export async function ownCertificate(folder: string): Promise<TlsFiles> {
  const [certFile, keyFile] = [join(folder, 'relay-cert.pem'), join(folder, 'relay-key.pem')]
  if (existsSync(certFile) && existsSync(keyFile)) return givenCertificate(certFile, keyFile)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const now = new Date()
  const made = await generate([{ name: 'commonName', value: 'MediChain relay' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - 24 * 60 * 60_000),
    notAfterDate: new Date(now.getFullYear() + lifeYears, 0, 1),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: hostname() },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  // The certificate last: both are there, or the next start makes both anew.
  for (const [path, text] of [
    [keyFile, made.private],
    [certFile, made.cert],
  ] as const) {
    writeFileSync(`${path}.new`, text, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  return givenCertificate(certFile, keyFile)
}

export function givenCertificate(certFile: string, keyFile: string): TlsFiles {
  const cert = readFileSync(certFile, 'utf8')
  return { cert, key: readFileSync(keyFile, 'utf8'), fingerprint: new X509Certificate(cert).fingerprint256 }
}
