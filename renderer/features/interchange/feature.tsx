import { IconFileImport } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const interchangeFeature: Feature = {
  places: [
    {
      label: 'Import',
      icon: IconFileImport,
      path: '/import',
      permission: 'records:import',
      order: 150,
      group: 'platform',
    },
  ],
  routes: [
    { path: '/import', permission: 'records:import', load: async () => (await import('./import-page.js')).ImportPage },
  ],
  commands: [
    {
      label: 'Import records',
      keywords: ['FHIR', 'bundle', 'file', 'folder'],
      icon: IconFileImport,
      permission: 'records:import',
      path: '/import',
    },
  ],
}
