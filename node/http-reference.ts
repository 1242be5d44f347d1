import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { catalogue } from '../core/catalogue.js'
import { listOperations } from './operations.js'

/** The OpenAPI 3.1 document of every operation, generated from the catalogue. */
export async function openApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(catalogue, {
    info: {
      title: 'MediChain local node',
      version,
      description:
        'Every operation of the workstation. Sign in with POST /api/identity/sign-in and send the token as a bearer token. ' +
        'Refusals have a code and a sentence for the person at the desk.',
    },
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }],
  })
  for (const { name, method, path, meta } of listOperations()) {
    const operation = document.paths?.[path]?.[method.toLowerCase() as 'get']
    if (!operation) continue
    Object.assign(operation, { operationId: name, tags: [name.split('.')[0] ?? name], 'x-permission': meta.permission })
    if (meta.aliases.length > 0) Object.assign(operation, { 'x-aliases': meta.aliases })
    if (meta.permission === 'public') Object.assign(operation, { security: [] })
    addAliases(document, `${method} ${path}`, meta.aliases, { ...operation, operationId: name })
  }
  return document
}

/** Each alias as a route of its own, so that a client made of the document can call it; ids of operations are given once. */
function addAliases(
  document: OpenAPI.Document,
  route: string,
  aliases: readonly string[],
  operation: OpenAPI.OperationObject,
): void {
  const paths = document.paths ?? {}
  for (const [place, alias] of aliases.entries()) {
    const [method = 'GET', path = '/'] = alias.split(' ')
    const { 'x-aliases': _, ...rest } = operation as typeof operation & { 'x-aliases'?: unknown }
    const stands = { ...rest, operationId: `${operation.operationId}.alias${place + 1}`, 'x-alias-of': route }
    paths[path] = { ...paths[path], [method.toLowerCase()]: stands }
  }
}

/** The same as a page to read: plain HTML without a script, so that it works under the strictest policy. */
export function referencePage(document: OpenAPI.Document): string {
  const rows = listOperations().map(({ name, method, path, summary, meta }) => {
    const operation = document.paths?.[path]?.[method.toLowerCase() as 'get']
    const codes = Object.keys(operation?.responses ?? {}).join(' ')
    const parts = {
      parameters: operation?.parameters,
      requestBody: operation?.requestBody,
      responses: operation?.responses,
    }
    return `<details><summary><b>${method}</b> <code>${inHtml(path)}</code> <span>${inHtml(summary)}</span></summary>
<p><code>${name}</code> · ${meta.kind} · needs <code>${meta.permission}</code> · answers ${codes}${
      meta.aliases.length > 0
        ? ` · also ${meta.aliases.map((alias) => `<code>${inHtml(alias)}</code>`).join(', ')}`
        : ''
    }</p><pre>${inHtml(JSON.stringify(parts, null, 1))}</pre></details>`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>MediChain local node</title><style>${style}</style></head>
<body><h1>MediChain local node</h1><p>${inHtml(document.info.description ?? '')} <a href="/openapi.json">OpenAPI document</a></p>
${rows.join('\n')}</body></html>`
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
summary{cursor:pointer;padding:.4rem 0}summary b{display:inline-block;min-width:3.5rem;color:#0b7285}summary span{opacity:.75;margin-inline-start:.5rem}
details{border-bottom:1px solid #8884}pre{overflow:auto;max-height:30rem;font-size:12px}`

const inHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)
