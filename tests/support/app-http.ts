import { createServer } from 'node:net'
import * as z from 'zod'

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}

/** Another program of the clinic, signed in at the HTTP door beside the window. */
export interface OtherProgram {
  get(path: string): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
}

const SignedIn = z.object({ token: z.string() })

/** Signs in at the HTTP door of a running workstation. Any refusal is an error with its words. */
export async function otherProgram(port: number, loginName: string, passphrase: string): Promise<OtherProgram> {
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const { token } = SignedIn.parse(await ask('POST', '/api/identity/sign-in', { loginName, passphrase }))
  return {
    get: (path) => ask('GET', path, undefined, token),
    post: (path, body) => ask('POST', path, body, token),
  }
}
