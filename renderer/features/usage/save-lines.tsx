import type { Month, UsageLine, UsageResource } from '../../../core/usage/model.js'
import { usageTable } from '../../../core/usage/rules.js'
import { callOperation, useConnection } from '../../client/operations.js'
import { useClinicSettings } from '../../ui/clinic-context.js'
import { CsvButton } from '../../ui/csv-button.js'

/** Saves all lines of a month, not only those that the list has read so far. */
export function SaveLines({ month, resource }: { month: Month; resource?: UsageResource | undefined }) {
  const connection = useConnection()
  const { timeZone } = useClinicSettings()

  async function readAll(): Promise<UsageLine[]> {
    const lines: UsageLine[] = []
    const wanted = { month, limit: 500, ...(resource === undefined ? {} : { resource }) }
    for (let cursor: string | undefined; ; ) {
      const page = await callOperation(connection, 'usage.list', {
        ...wanted,
        ...(cursor === undefined ? {} : { cursor }),
      })
      lines.push(...page.items)
      if (page.nextCursor === null) return lines
      cursor = page.nextCursor
    }
  }

  const name = resource === undefined ? `usage-${month}` : `usage-${month}-${resource}`
  return <CsvButton name={name} rows={async () => usageTable(await readAll(), timeZone)} size="sm" />
}
