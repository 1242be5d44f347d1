import { IconGitCompare } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'
import { useOperationQuery } from '../../client/operations.js'

/** What waits for this person to decide. The status is asked for anyway, for the status bar. */
const useYours = (): number => useOperationQuery('sync.getStatus', {}).data?.conflicts.yours ?? 0

export const conflictsFeature: Feature = {
  places: [
    {
      label: 'Conflicts',
      icon: IconGitCompare,
      path: '/conflicts',
      permission: 'sync:read',
      order: 90,
      useCount: useYours,
    },
  ],
  routes: [
    {
      path: '/conflicts',
      permission: 'sync:read',
      load: async () => (await import('./conflicts-page.js')).ConflictsPage,
    },
    {
      path: '/conflicts/$conflictId',
      permission: 'sync:read',
      load: async () => (await import('./conflict-page.js')).ConflictPage,
    },
  ],
  commands: [
    {
      label: 'Conflicts to decide',
      keywords: ['inbox', 'double booking', 'duplicate', 'merge', 'versions', 'sync'],
      icon: IconGitCompare,
      permission: 'sync:read',
      path: '/conflicts',
    },
  ],
}
