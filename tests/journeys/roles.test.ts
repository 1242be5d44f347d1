import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../core/kernel/roles.js'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, openRail, switchTo } from '../support/app-people.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

const clinical = ['Today', 'Schedule', 'Doctors', 'Patients', 'Visits', 'Pharmacy', 'Insurance']

/** The places of each role's rail, and a sample of what it may and may not do there. */
const roles: Record<Role, { places: string[]; may: [place: string, button: string][]; mayNot: [string, string][] }> = {
  'front-desk': {
    places: [...clinical, 'Till', 'Tasks', 'Conflicts', 'Settings'],
    may: [
      ['Patients', 'Register patient'],
      ['Schedule', 'Book visit'],
    ],
    mayNot: [['Pharmacy', 'Offer a medicine']],
  },
  doctor: {
    places: [...clinical, 'Tasks', 'Conflicts', 'Settings'],
    may: [['Patients', 'Register patient']],
    mayNot: [['Pharmacy', 'Order for a patient']],
  },
  pharmacist: {
    places: [
      'Today',
      'Schedule',
      'Doctors',
      'Patients',
      'Pharmacy',
      'Insurance',
      'Till',
      'Tasks',
      'Conflicts',
      'Settings',
    ],
    may: [['Pharmacy', 'Offer a medicine']],
    mayNot: [
      ['Patients', 'Register patient'],
      ['Schedule', 'Book visit'],
    ],
  },
  billing: {
    places: [...clinical, 'Till', 'Tasks', 'Conflicts', 'Settings'],
    may: [['Tasks', 'New task']],
    mayNot: [
      ['Patients', 'Register patient'],
      ['Pharmacy', 'Order for a patient'],
    ],
  },
  'tenant-admin': {
    places: [
      ...[
        ...clinical,
        'Till',
        'Tasks',
        'Conflicts',
        'Insight',
        'Reviews',
        'Audit',
        'Databases',
        'Nodes',
        'Services',
        'Usage',
        'Invoices',
      ],
      ...['Import', 'Workstations', 'Settings'],
    ],
    may: [['Import', 'Choose files']],
    mayNot: [['Pharmacy', 'Order for a patient']],
  },
  auditor: {
    places: [...clinical, 'Till', 'Tasks', 'Conflicts', 'Insight', 'Reviews', 'Audit', 'Usage', 'Invoices', 'Settings'],
    may: [['Audit', 'Verify chain']],
    mayNot: [
      ['Patients', 'Register patient'],
      ['Schedule', 'Book visit'],
      ['Tasks', 'New task'],
      ['Pharmacy', 'Offer a medicine'],
    ],
  },
}

const ready = async (place: string) => {
  await goTo(app, place)
  const rail = app.page.getByRole('navigation', { name: 'Places' })
  await rail.locator('a[aria-current=page]').getByText(place, { exact: true }).waitFor()
  await app.page.getByRole('heading', { level: 1 }).first().waitFor()
}

test.each(Object.entries(roles))(
  '%s sees the places of the role, and only what the role may do',
  async (role, expected) => {
    const { page } = app
    await switchTo(app, demoPerson(role as Role))
    const places = (await openRail(app)).getByRole('link')
    expect(new Set(await places.allTextContents())).toEqual(new Set(expected.places))
    for (const [place, button] of expected.may) {
      await ready(place)
      await page.getByRole('button', { name: button }).first().waitFor()
    }
    for (const [place, button] of expected.mayNot) {
      await ready(place)
      expect(await page.getByRole('button', { name: button }).count()).toBe(0)
    }
  },
)

test('an address that is not for the role leads nowhere', async () => {
  const { page } = app
  await switchTo(app, demoPerson('pharmacist'))
  await page.evaluate(() => {
    location.hash = '#/audit'
  })
  await page.getByText('There is nothing here').waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
