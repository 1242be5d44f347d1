import type { CalendarDate } from '../../core/kernel/instant.js'
import type { Clock } from '../../core/ports/clock.js'
import type { FhirEntry, FhirReader } from '../../core/ports/fhir.js'
import { readAllergyResource } from './allergy.js'
import { collect, type Found } from './collect.js'
import { readCoverageResource } from './coverage.js'
import { readPatientResource } from './patient.js'
import { readPractitioner } from './practitioner.js'
import { type Reading, skipped } from './reading.js'
import { indexReferences, type Resolve } from './references.js'

/**
 * Reads FHIR R4 as JSON: single resources, Bundles (also Bundles in Bundles), lists and lines of them (NDJSON).
 * @param clock says which names, phones and addresses have ended.
 */
export function createFhirReader(clock: Clock): FhirReader {
  return {
    read(files) {
      const today = clock.now().slice(0, 10)
      const collected = collect(files)
      const resolve = indexReferences(collected.flatMap((item) => ('found' in item ? [item.found] : [])))
      return collected.map((item): FhirEntry => {
        if ('found' in item) {
          const { file, resourceType, resourceId } = item.found
          return { file, resourceType, resourceId, ...readResource(item.found, today, resolve) }
        }
        const { file, problem, resourceType } = item
        const head = { file, resourceId: null, title: file, remarks: [problem] }
        return resourceType === undefined
          ? { ...head, resourceType: 'unknown', fate: 'refuse' }
          : { ...head, resourceType, fate: 'skip' }
      })
    },
  }
}

function readResource(found: Found, today: CalendarDate, resolve: Resolve): Reading {
  const { resourceType, resourceId, resource } = found
  const title = resourceId === null ? resourceType : `${resourceType} ${resourceId}`
  // FHIR forbids going on with a resource whose meaning an element changes that we do not understand.
  const isChanged = 'implicitRules' in resource || 'modifierExtension' in resource
  switch (resourceType) {
    case 'Patient':
    case 'Practitioner':
    case 'Coverage':
    case 'AllergyIntolerance':
      if (isChanged)
        return skipped(title, 'It holds an extension that changes its meaning and that MediChain does not know.')
      break
    default:
      return skipped(title, `Resources of the type ${resourceType} are not taken in.`)
  }
  if (resourceType === 'Patient') return readPatientResource(found, today)
  if (resourceType === 'Practitioner') return readPractitioner(found, today)
  return resourceType === 'Coverage' ? readCoverageResource(found, resolve) : readAllergyResource(found, resolve)
}

/** Reads as of today. */
export const fhirReader: FhirReader = createFhirReader({ now: () => new Date().toISOString() })
