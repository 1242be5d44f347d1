import { IconLink } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const anchoringFeature: Feature = {
  routes: [
    { path: '/chain', permission: 'anchoring:read', load: async () => (await import('./chain-page.js')).ChainPage },
  ],
  commands: [
    {
      label: 'Chain and proofs',
      keywords: ['anchoring', 'blockchain', 'status'],
      icon: IconLink,
      permission: 'anchoring:read',
      path: '/chain',
    },
  ],
}
