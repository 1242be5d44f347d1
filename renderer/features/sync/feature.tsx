import { IconRefresh } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const syncFeature: Feature = {
  routes: [{ path: '/sync', permission: 'signed-in', load: async () => (await import('./sync-page.js')).SyncPage }],
  commands: [
    {
      label: 'Sync status',
      keywords: ['offline', 'relay', 'device', 'waiting'],
      icon: IconRefresh,
      permission: 'signed-in',
      path: '/sync',
    },
  ],
}
