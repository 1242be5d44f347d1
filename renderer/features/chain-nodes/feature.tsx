import { IconTopologyStar3 } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const chainNodesFeature: Feature = {
  places: [
    {
      label: 'Nodes',
      icon: IconTopologyStar3,
      path: '/blockchain-nodes',
      permission: 'clinic:manage',
      order: 127,
      group: 'platform',
    },
  ],
  routes: [
    {
      path: '/blockchain-nodes',
      permission: 'clinic:manage',
      load: async () => (await import('./chain-nodes-page.js')).ChainNodesPage,
    },
  ],
}
