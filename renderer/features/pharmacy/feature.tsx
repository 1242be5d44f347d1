import { IconPackage, IconPill, IconQrcode, IconShoppingCart } from '@tabler/icons-react'
import type { Feature } from '../../app/feature.js'

export const pharmacyFeature: Feature = {
  places: [{ label: 'Pharmacy', icon: IconPill, path: '/pharmacy', permission: 'pharmacy:read', order: 50 }],
  routes: [
    {
      path: '/pharmacy',
      permission: 'pharmacy:read',
      load: async () => (await import('./marketplace-page.js')).MarketplacePage,
    },
    {
      path: '/pharmacy/orders',
      permission: 'pharmacy:read',
      load: async () => (await import('./orders-page.js')).OrdersPage,
    },
    {
      path: '/pharmacy/orders/$orderId',
      permission: 'pharmacy:read',
      load: async () => (await import('./order-page.js')).OrderPage,
    },
    {
      path: '/pharmacy/stock',
      permission: 'pharmacy:read',
      load: async () => (await import('./stock-page.js')).StockPage,
    },
    {
      path: '/pharmacy/verify',
      permission: 'prescriptions:read',
      load: async () => (await import('./verify-page.js')).VerifyPage,
    },
  ],
  commands: [
    {
      label: 'Order medicine',
      keywords: ['new', 'pharmacy', 'marketplace'],
      icon: IconShoppingCart,
      permission: 'pharmacy:order',
      path: '/pharmacy?order=1',
      isNew: true,
    },
    {
      label: 'Dispensing queue',
      keywords: ['orders', 'pharmacy'],
      icon: IconPackage,
      permission: 'pharmacy:dispense',
      path: '/pharmacy/orders?state=placed',
    },
    {
      label: 'Verify a prescription',
      keywords: ['code', 'qr', 'paper'],
      icon: IconQrcode,
      permission: 'prescriptions:read',
      path: '/pharmacy/verify',
    },
  ],
}
