import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { AxiosRequestConfig } from 'axios'
import { type Document, type OpenAPIClient, OpenAPIClientAxios, type Operation } from 'openapi-client-axios'

/** An answer that was found to be what the document says. */
export interface Answer {
  status: number
  body: unknown
}

/** Path and query, then the body, as the document names them. */
export interface Input {
  parameters?: Record<string, string | number>
  body?: object
}

/**
 * A client that was generated out of a running node's own OpenAPI document, as a program that knows nothing else would have it:
 * whatever the document does not say cannot be called.
 */
export class GeneratedClient {
  readonly #schemas = new Ajv2020({ strict: false, allErrors: true })

  private constructor(
    readonly document: Document,
    readonly operations: ReadonlyMap<string, Operation>,
    readonly client: OpenAPIClient,
  ) {
    formats.default(this.#schemas)
  }

  static async of(url: string): Promise<GeneratedClient> {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document
    const axiosConfigDefaults = { baseURL: url, validateStatus: () => true }
    const api = new OpenAPIClientAxios({ definition: document, axiosConfigDefaults })
    const client = await api.init()
    const operations = new Map(api.getOperations().map((operation) => [routeOf(operation), operation]))
    return new GeneratedClient(document, operations, client)
  }

  /** @throws where the document knows no such route. */
  operation(route: string): Operation {
    const operation = this.operations.get(route)
    if (!operation) throw new Error(`The document does not know ${route}.`)
    return operation
  }

  /** Calls a route and holds its answer against the schema that the document declares for its status. */
  async call(route: string, { parameters, body }: Input, config: AxiosRequestConfig = {}): Promise<Answer> {
    const { operationId = '' } = this.operation(route)
    const method = this.client[operationId]
    if (!method) throw new Error(`The client has no method for ${route}.`)
    const answer = await method(parameters, body, config)
    const problems = this.problemsOf(route, answer.status, answer.data)
    if (problems.length > 0) throw new Error(`${route} ${answer.status}: ${problems.join('; ')}`)
    return { status: answer.status, body: answer.data }
  }

  /** In what an answer is not what the document declares. */
  problemsOf(route: string, status: number, body: unknown, mediaType = 'application/json'): string[] {
    const response = this.operation(route).responses?.[String(status)]
    if (!response) return [`The document declares no answer ${status} (${JSON.stringify(body)}).`]
    if ('$ref' in response) return ['The answer is declared somewhere else.']
    const schema = response.content?.[mediaType]?.schema
    if (!schema) return [`The document says nothing of ${mediaType}.`]
    const check = this.#schemas.compile({ ...schema, components: this.document.components })
    if (check(body)) return []
    return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

/** `GET /doctor/:id`, whatever the document calls the id. */
const routeOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, ':id')}`

/** The parameters that stand in a route's path, in their order. */
export const pathParametersOf = ({ path }: Pick<Operation, 'path'>): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
