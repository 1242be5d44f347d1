import { Page } from '../../ui/page.js'
import { EmergencyList } from './emergency-list.js'

/** What somebody should look at a second time. */
export function ReviewsPage() {
  return (
    <Page title="Reviews" width="full">
      <EmergencyList />
    </Page>
  )
}
