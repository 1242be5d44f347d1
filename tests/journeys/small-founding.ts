import { type App, choose } from '../support/app.js'
import { personMenu } from '../support/app-people.js'

/** The administrator of the clinics that journeys found. */
export const founder = 'Amina Odhiambo'

/** From the first page of a clinic that is yet to be, to its open workspace. */
export async function foundByHand(
  { page }: App,
  { name, passphrase }: { name: string; passphrase: string },
): Promise<void> {
  await page.getByText('Set up your clinic').click()
  await page.getByLabel('Name of the clinic').fill(name)
  await page.getByLabel('Country').and(page.locator('input')).fill('Kenya')
  await choose(page, 'Country', 'Kenya')
  await page.getByLabel('Your name').fill(founder)
  await page.getByLabel('Your sign-in name').fill('amina')
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('The same passphrase again').fill(passphrase)
  await page.getByRole('button', { name: 'Set up clinic' }).click()
  await page.getByLabel('I have kept it').check()
  await page.getByRole('button', { name: 'Open the clinic' }).click()
  await personMenu(page, founder).waitFor()
}
