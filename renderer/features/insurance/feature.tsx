import { IconShieldCheck } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const insuranceFeature: Feature = {
  places: [{ label: 'Insurance', icon: IconShieldCheck, path: '/insurance', permission: 'insurance:read', order: 60 }],
  routes: [
    {
      path: '/insurance',
      permission: 'insurance:read',
      load: async () => (await import('./claims-page.js')).ClaimsPage,
    },
    {
      path: '/insurance/plans',
      permission: 'insurance:read',
      load: async () => (await import('./plans-page.js')).PlansPage,
    },
    {
      path: '/insurance/coverages/$coverageId',
      permission: 'insurance:read',
      load: async () => (await import('./coverage-page.js')).CoveragePage,
    },
  ],
  commands: [
    {
      label: 'Denied claims',
      keywords: ['insurance', 'resubmit'],
      icon: IconShieldCheck,
      permission: 'claims:write',
      path: '/insurance?state=denied',
    },
    {
      label: 'Plans and payers',
      keywords: ['insurance', 'benefits'],
      icon: IconShieldCheck,
      permission: 'insurance:read',
      path: '/insurance/plans',
    },
  ],
}
