import type { FhirDraft } from '../../core/ports/fhir.js'

/** What was made of one resource. */
export type Reading = { fate: 'draft'; draft: FhirDraft } | { fate: 'skip'; title: string; remarks: string[] }

export const skipped = (title: string, ...remarks: string[]): Reading => ({ fate: 'skip', title, remarks })
