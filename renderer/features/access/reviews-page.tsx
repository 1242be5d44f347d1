import { Tabs } from '@mantine/core'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { Page } from '../../ui/page.js'
import { AnomalyList } from './anomaly-list.js'
import { EmergencyList } from './emergency-list.js'
import classes from './reviews-page.module.css'

/** What somebody should look at a second time. */
export function ReviewsPage() {
  const go = useGo()
  const { part = 'emergency' } = useSearchParams()
  return (
    <Page title="Reviews" width="full">
      <Tabs
        className={classes.tabs}
        value={part}
        onChange={(value) => go(`/reviews?part=${value ?? 'emergency'}`, { isReplacing: true })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="emergency">Emergency access</Tabs.Tab>
          <Tabs.Tab value="unusual">Unusual</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="emergency" className={classes.panel}>
          <EmergencyList />
        </Tabs.Panel>
        <Tabs.Panel value="unusual" className={classes.panel}>
          <AnomalyList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
