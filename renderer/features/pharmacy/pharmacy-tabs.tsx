import { Tabs } from '@mantine/core'
import type { Permission } from '../../../core/kernel/roles.js'
import { useGo } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'

const tabs = [
  { path: '/pharmacy', label: 'Marketplace', permission: 'pharmacy:read' },
  { path: '/pharmacy/orders', label: 'Orders', permission: 'pharmacy:read' },
  { path: '/pharmacy/stock', label: 'Stock', permission: 'pharmacy:read' },
  { path: '/pharmacy/verify', label: 'Verify a prescription', permission: 'prescriptions:read' },
] as const satisfies { path: string; label: string; permission: Permission }[]

export type PharmacyPlace = (typeof tabs)[number]['path']

/** The places of the pharmacy. */
export function PharmacyTabs({ current }: { current: PharmacyPlace }) {
  const can = useCan()
  const go = useGo()
  return (
    <Tabs value={current} onChange={(path) => go(path ?? '/pharmacy')}>
      <Tabs.List aria-label="Pharmacy">
        {tabs
          .filter(({ permission }) => can(permission))
          .map(({ path, label }) => (
            <Tabs.Tab key={path} value={path}>
              {label}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  )
}
