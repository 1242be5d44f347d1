import { createORPCClient } from '@orpc/client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { catalogue } from '../../core/catalogue.js'
import type { NodeClient } from '../../renderer/client/connection.js'
import { passphrase } from './clinic.js'

/** Signs somebody in at the HTTP door of a running workstation, as another program of the clinic does. */
export async function signInOverHttp(port: number, loginName: string): Promise<NodeClient> {
  const url = `http://127.0.0.1:${port}`
  const open = createORPCClient<NodeClient>(new OpenAPILink(catalogue, { url }))
  const { token } = await open.identity.signIn({ loginName, passphrase })
  if (token === null) throw new Error('The door gave no token.')
  return createORPCClient<NodeClient>(
    new OpenAPILink(catalogue, { url, headers: { authorization: `Bearer ${token}` } }),
  )
}
