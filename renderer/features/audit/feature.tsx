import { IconListSearch } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const auditFeature: Feature = {
  places: [
    { label: 'Audit', icon: IconListSearch, path: '/audit', permission: 'audit:read', order: 120, group: 'oversight' },
  ],
  routes: [{ path: '/audit', permission: 'audit:read', load: async () => (await import('./audit-page.js')).AuditPage }],
}
