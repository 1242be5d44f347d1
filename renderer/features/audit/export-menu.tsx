import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { AuditFilter } from '../../../core/audit/model.js'
import { messageOf } from '../../client/errors.js'
import { callOperation, useConnection } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { say } from '../../ui/say.js'

/** Saves what the filters show as FHIR AuditEvents, in files of 20,000 entries. */
export function ExportMenu({ filter }: { filter: AuditFilter }) {
  const connection = useConnection()
  const today = useToday()
  const [isBusy, setIsBusy] = useState(false)

  async function save(format: 'bundle' | 'ndjson') {
    setIsBusy(true)
    try {
      let cursor: string | undefined
      let entries = 0
      for (let part = 1; ; part += 1) {
        const input = { ...filter, format, ...(cursor === undefined ? {} : { cursor }) }
        const exported = await callOperation(connection, 'audit.exportEvents', input)
        const name = `audit-${today}${part === 1 ? '' : `-${part}`}.${format === 'bundle' ? 'json' : 'ndjson'}`
        const { isSaved } = await window.medichain.saveText(name, exported.text)
        if (!isSaved) return
        entries += exported.entries
        if (exported.nextCursor === null) break
        cursor = exported.nextCursor
      }
      say({ tone: 'done', message: `${countWords(entries)} entries were saved. The log says so.` })
    } catch (error) {
      say({ tone: 'danger', message: messageOf(error) })
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={isBusy}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>FHIR R4 AuditEvents of what the filters show</Menu.Label>
        <Menu.Item onClick={() => void save('bundle')}>As one Bundle (JSON)</Menu.Item>
        <Menu.Item onClick={() => void save('ndjson')}>A line each (NDJSON)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
