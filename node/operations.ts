import { catalogue } from '../core/catalogue.js'
import type { OperationMeta } from '../core/kernel/operation.js'

/** An operation as the catalogue defines it. */
export interface CatalogueEntry {
  /** `patients.register` */
  name: string
  method: string
  path: string
  summary: string
  meta: OperationMeta
}

/** Every operation of the catalogue, flat. */
export function listOperations(): CatalogueEntry[] {
  return Object.entries(catalogue).flatMap(([slice, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const { meta, route } = operation['~orpc']
      return {
        name: `${slice}.${verb}`,
        method: route.method ?? 'POST',
        path: route.path ?? `/${slice}/${verb}`,
        summary: route.summary ?? '',
        meta,
      }
    }),
  )
}
