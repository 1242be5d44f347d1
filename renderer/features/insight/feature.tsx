import { IconChartBar } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const insightFeature: Feature = {
  places: [
    {
      label: 'Insight',
      icon: IconChartBar,
      path: '/insight',
      permission: 'insight:read',
      order: 115,
      group: 'oversight',
    },
  ],
  routes: [
    { path: '/insight', permission: 'insight:read', load: async () => (await import('./insight-page.js')).InsightPage },
  ],
}
