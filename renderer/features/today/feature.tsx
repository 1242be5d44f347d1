import { IconSunHigh } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const todayFeature: Feature = {
  places: [{ label: 'Today', icon: IconSunHigh, path: '/today', permission: 'signed-in', order: 10 }],
  routes: [{ path: '/today', permission: 'signed-in', load: async () => (await import('./today-page.js')).TodayPage }],
}
