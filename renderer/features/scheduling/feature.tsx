import { IconCalendarPlus, IconCalendarTime, IconCalendarWeek, IconStethoscope } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const schedulingFeature: Feature = {
  places: [
    { label: 'Schedule', icon: IconCalendarWeek, path: '/schedule', permission: 'scheduling:read', order: 20 },
    { label: 'Doctors', icon: IconStethoscope, path: '/doctors', permission: 'scheduling:read', order: 25 },
  ],
  routes: [
    {
      path: '/schedule',
      permission: 'scheduling:read',
      load: async () => (await import('./schedule-page.js')).SchedulePage,
    },
    {
      path: '/doctors',
      permission: 'scheduling:read',
      load: async () => (await import('./doctors-page.js')).DoctorsPage,
    },
    {
      path: '/doctors/$doctorId',
      permission: 'scheduling:read',
      load: async () => (await import('./doctor-page.js')).DoctorPage,
    },
    { path: '/book', permission: 'scheduling:write', load: async () => (await import('./book-page.js')).BookPage },
  ],
  commands: [
    {
      label: 'Book visit',
      keywords: ['new', 'appointment', 'consultation'],
      icon: IconCalendarPlus,
      permission: 'scheduling:write',
      path: '/book',
      isNew: true,
    },
    {
      label: 'Offer times',
      keywords: ['slots', 'hours', 'calendar'],
      icon: IconCalendarTime,
      permission: 'scheduling:write',
      path: '/schedule?offer=1',
      isNew: true,
    },
  ],
}
