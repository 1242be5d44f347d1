import { IconFileInvoice } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const invoicesFeature: Feature = {
  places: [
    {
      label: 'Invoices',
      icon: IconFileInvoice,
      path: '/invoices',
      permission: 'audit:read',
      order: 132,
      group: 'platform',
    },
  ],
  routes: [
    {
      path: '/invoices',
      permission: 'audit:read',
      load: async () => (await import('./invoices-page.js')).InvoicesPage,
    },
    {
      path: '/invoices/rate-card',
      permission: 'audit:read',
      load: async () => (await import('./rate-card-page.js')).RateCardPage,
    },
  ],
}
