import { IconChecklist } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const tasksFeature: Feature = {
  places: [{ label: 'Tasks', icon: IconChecklist, path: '/tasks', permission: 'tasks:read', order: 80 }],
  routes: [{ path: '/tasks', permission: 'tasks:read', load: async () => (await import('./tasks-page.js')).TasksPage }],
  commands: [
    {
      label: 'New task',
      keywords: ['add', 'follow-up', 'reminder'],
      icon: IconChecklist,
      permission: 'tasks:write',
      path: '/tasks?new=1',
      isNew: true,
    },
  ],
}
