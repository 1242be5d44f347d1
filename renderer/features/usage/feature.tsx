import { IconGauge } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const usageFeature: Feature = {
  places: [
    { label: 'Usage', icon: IconGauge, path: '/usage', permission: 'audit:read', order: 130, group: 'platform' },
  ],
  routes: [{ path: '/usage', permission: 'audit:read', load: async () => (await import('./usage-page.js')).UsagePage }],
}
