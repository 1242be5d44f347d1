import type { Role } from '../../core/kernel/roles.js'
import type { App } from '../support/app.js'
import { demoPerson } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

/** A main screen, who looks at it, and how it is reached from the rail. */
export interface Screen {
  name: string
  role: Role
  place: string
  /** The heading that says that it is there. */
  title: string | RegExp
  open?(app: App): Promise<void>
}

const firstRow = (table: string) => async (app: App) => {
  await app.page.getByRole('table', { name: table }).locator('tbody tr[data-index]').first().click()
}
const button = (name: string) => (app: App) => app.page.getByRole('button', { name }).first().click()
const tab = (name: string) => (app: App) => app.page.getByRole('tab', { name }).click()

/** The main screens of the window, in an order that changes seats seldom. */
export const screens: readonly Screen[] = [
  { name: 'today-front-desk', role: 'front-desk', place: 'Today', title: 'Today' },
  { name: 'schedule', role: 'front-desk', place: 'Schedule', title: 'Schedule' },
  {
    name: 'schedule-week',
    role: 'front-desk',
    place: 'Schedule',
    title: 'Schedule',
    open: async ({ page }) => {
      await page.getByText('Week', { exact: true }).click()
      await page.getByRole('button', { name: 'The week after' }).waitFor()
    },
  },
  { name: 'book', role: 'front-desk', place: 'Schedule', title: 'Book visit', open: button('Book visit') },
  { name: 'doctors', role: 'front-desk', place: 'Doctors', title: 'Doctors' },
  { name: 'patients', role: 'front-desk', place: 'Patients', title: 'Patients' },
  { name: 'register', role: 'front-desk', place: 'Patients', title: 'Patients', open: button('Register patient') },
  { name: 'patient', role: 'front-desk', place: 'Patients', title: /./, open: firstRow('Patients') },
  { name: 'visits', role: 'front-desk', place: 'Visits', title: 'Visits' },
  { name: 'visit', role: 'front-desk', place: 'Visits', title: /^Visit V-/, open: firstRow('Visits') },
  { name: 'till', role: 'front-desk', place: 'Till', title: 'Till' },
  { name: 'conflicts', role: 'front-desk', place: 'Conflicts', title: 'Conflicts' },
  {
    name: 'sync',
    role: 'front-desk',
    place: 'Today',
    title: 'Sync',
    open: (app) => app.page.getByRole('contentinfo').getByRole('link', { name: /sync/i }).click(),
  },
  { name: 'today-doctor', role: 'doctor', place: 'Today', title: 'Today' },
  { name: 'tasks', role: 'doctor', place: 'Tasks', title: 'Tasks' },
  { name: 'settings', role: 'doctor', place: 'Settings', title: 'Settings' },
  { name: 'today-pharmacist', role: 'pharmacist', place: 'Today', title: 'Today' },
  { name: 'marketplace', role: 'pharmacist', place: 'Pharmacy', title: 'Pharmacy' },
  { name: 'orders', role: 'pharmacist', place: 'Pharmacy', title: 'Pharmacy', open: tab('Orders') },
  { name: 'stock', role: 'pharmacist', place: 'Pharmacy', title: 'Pharmacy', open: tab('Stock') },
  {
    name: 'order',
    role: 'pharmacist',
    place: 'Pharmacy',
    title: /^Order O-/,
    open: async (app) => {
      await tab('Orders')(app)
      await firstRow('Orders')(app)
    },
  },
  { name: 'today-billing', role: 'billing', place: 'Today', title: 'Today' },
  { name: 'claims', role: 'billing', place: 'Insurance', title: 'Claims' },
  { name: 'claim', role: 'billing', place: 'Insurance', title: 'Claims', open: firstRow('Claims') },
  {
    name: 'plans',
    role: 'tenant-admin',
    place: 'Insurance',
    title: 'Plans and payers',
    open: (app) => app.page.getByRole('button', { name: 'Plans and payers' }).click(),
  },
  { name: 'insight', role: 'tenant-admin', place: 'Insight', title: 'Insight' },
  { name: 'insight-money', role: 'tenant-admin', place: 'Insight', title: 'Insight', open: tab('Money and claims') },
  { name: 'insight-medicines', role: 'tenant-admin', place: 'Insight', title: 'Insight', open: tab('Medicines') },
  { name: 'reviews', role: 'tenant-admin', place: 'Reviews', title: 'Reviews' },
  { name: 'reviews-unusual', role: 'tenant-admin', place: 'Reviews', title: 'Reviews', open: tab('Unusual') },
  { name: 'services', role: 'tenant-admin', place: 'Services', title: 'Services' },
  { name: 'databases', role: 'tenant-admin', place: 'Databases', title: 'Secure databases' },
  {
    name: 'new-database',
    role: 'tenant-admin',
    place: 'Databases',
    title: 'Secure databases',
    open: button('New database'),
  },
  { name: 'nodes', role: 'tenant-admin', place: 'Nodes', title: 'Blockchain nodes' },
  { name: 'new-node', role: 'tenant-admin', place: 'Nodes', title: 'Blockchain nodes', open: button('New node') },
  {
    name: 'node',
    role: 'tenant-admin',
    place: 'Nodes',
    title: 'Blockchain nodes',
    open: button('This clinic’s own chain'),
  },
  { name: 'usage', role: 'tenant-admin', place: 'Usage', title: 'Usage' },
  { name: 'invoices', role: 'tenant-admin', place: 'Invoices', title: 'Invoices' },
  { name: 'rate-card', role: 'tenant-admin', place: 'Invoices', title: 'Rate card', open: button('Rate card') },
  { name: 'clinic-settings', role: 'tenant-admin', place: 'Settings', title: 'Settings', open: tab('Clinic') },
  { name: 'staff', role: 'tenant-admin', place: 'Settings', title: 'Settings', open: tab('Staff') },
  { name: 'audit', role: 'tenant-admin', place: 'Audit', title: 'Audit' },
  { name: 'workstations', role: 'tenant-admin', place: 'Workstations', title: 'Workstations' },
  {
    name: 'connect-relay',
    role: 'tenant-admin',
    place: 'Workstations',
    title: 'Workstations',
    open: button('Connect to a relay'),
  },
  { name: 'import', role: 'tenant-admin', place: 'Import', title: 'Import records' },
  {
    name: 'chain',
    role: 'tenant-admin',
    place: 'Today',
    title: 'Chain and proofs',
    open: (app) => app.page.getByRole('contentinfo').getByRole('link', { name: /chain/i }).first().click(),
  },
]

/** Opens a screen as the person it is for, and waits until nothing on it is loading. */
export async function showScreen(app: App, screen: Screen): Promise<void> {
  const { page } = app
  await switchTo(app, demoPerson(screen.role))
  await page.keyboard.press('Escape')
  await goTo(app, screen.place)
  await screen.open?.(app)
  await page.getByRole('heading', { name: screen.title, level: 1 }).first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root') === null,
  )
}
