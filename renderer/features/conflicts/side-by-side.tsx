import { Button, Text } from '@mantine/core'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { useState } from 'react'
import type { ConflictDetail, ConflictSide } from '../../../core/sync/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useClinicSettings, useNow } from '../../ui/clinic-context.js'
import { TimeText } from '../../ui/time-text.js'
import { fieldName, fieldValue, isShown } from './conflict-words.js'
import classes from './conflicts.module.css'

/** What stands against each other, a column each; the fields in which they differ stand first and are marked. */
export function SideBySide({ conflict }: { conflict: ConflictDetail }) {
  const { sides, differing } = conflict
  const [isAllShown, setIsAllShown] = useState(false)
  const names = [...new Set(sides.flatMap(({ fields }) => fields.map(({ name }) => name)))].filter(isShown)
  const isDifferent = (name: string) => sides.length > 1 && differing.includes(name)
  const same = names.filter((name) => !isDifferent(name))
  const isSameShown = isAllShown || sides.length < 2
  const rows = [...names.filter(isDifferent), ...(isSameShown ? same : [])]
  return (
    <section className={classes.compare} aria-label="Side by side">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="mc-visually-hidden">Field</span>
            </th>
            {sides.map((side) => (
              <th key={side.id} scope="col" className={classes.side}>
                <SideHead side={side} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name) => (
            <tr key={name} data-differs={isDifferent(name)}>
              <th scope="row">
                {fieldName(name)}
                {isDifferent(name) ? <span className="mc-visually-hidden">, differs</span> : null}
              </th>
              {sides.map((side) => (
                <Cell key={side.id} side={side} name={name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sides.length > 1 && same.length > 0 ? (
        <Button
          className={classes.more}
          variant="subtle"
          size="compact-sm"
          aria-expanded={isAllShown}
          onClick={() => setIsAllShown(!isAllShown)}
        >
          {isAllShown ? 'Hide what is the same' : `Show what is the same (${same.length})`}
        </Button>
      ) : null}
    </section>
  )
}

/** Who wrote it, where and when. */
function SideHead({ side }: { side: ConflictSide }) {
  const where = side.isThisDevice ? 'this workstation' : (side.deviceName ?? 'another workstation')
  return (
    <div className={classes.sideHead}>
      <div className={classes.sideLabel}>
        <RecordLink side={side} />
      </div>
      {side.by === null && side.at === null ? null : (
        <Text size="xs" c="dimmed" fw={400}>
          <IconDeviceDesktop size={13} aria-hidden className={classes.deviceIcon} />
          {side.by === null ? '' : `${side.by}, `}
          {where}
          {side.at === null ? null : (
            <>
              {' · '}
              <TimeText at={side.at} />
            </>
          )}
        </Text>
      )}
    </div>
  )
}

const pages = {
  patient: { path: '/patients', permission: 'patients:read' },
  consultation: { path: '/visits', permission: 'encounters:read' },
  order: { path: '/pharmacy/orders', permission: 'pharmacy:read' },
} as const

/** The record itself, for those who may look at it. A version is no record of its own. */
function RecordLink({ side }: { side: ConflictSide }) {
  const can = useCan()
  const page = side.kind !== null && side.kind in pages ? pages[side.kind as keyof typeof pages] : undefined
  if (!page || side.recordId === null || side.recordId !== side.id || !can(page.permission)) return side.label
  return (
    <AppLink to={`${page.path}/${side.recordId}`} inherit>
      {side.label}
    </AppLink>
  )
}

function Cell({ side, name }: { side: ConflictSide; name: string }) {
  const { timeZone, currency } = useClinicSettings()
  const now = useNow()
  const said = side.fields.find((field) => field.name === name)?.value ?? null
  const value = fieldValue(name, said, { timeZone, currency, now })
  return <td>{value === null ? <span className={classes.nothing}>Nothing</span> : <bdi>{value}</bdi>}</td>
}
