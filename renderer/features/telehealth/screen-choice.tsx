import { Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ScreenSource } from '../../../core/kernel/shell-protocol.js'
import { EmptyState } from '../../ui/empty-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import classes from './call.module.css'

/** Which window, or which whole screen, the others are shown. */
export function ScreenChoice({ onChoose }: { onChoose: (id: string) => void }) {
  const [sources, setSources] = useState<readonly ScreenSource[] | null>(null)
  useEffect(() => {
    window.medichain.listScreens().then(setSources, () => setSources([]))
  }, [])
  if (sources === null) return <LoadingShape />
  if (sources.length === 0)
    return (
      <EmptyState title="Nothing can be shown">
        The system does not let MediChain see the screen. Allow screen recording in its privacy settings, then try
        again.
      </EmptyState>
    )
  const windows = sources.filter(({ isWindow }) => isWindow)
  const screens = sources.filter(({ isWindow }) => !isWindow)
  return (
    <Stack gap="md">
      <Text size="sm">
        Everybody in the call sees what you choose, as it is until you stop. A window shows nothing but itself; a whole
        screen shows every chart and message that appears on it.
      </Text>
      {windows.length === 0 ? null : <Sources title="One window" sources={windows} onChoose={onChoose} />}
      {screens.length === 0 ? null : <Sources title="A whole screen" sources={screens} onChoose={onChoose} />}
    </Stack>
  )
}

interface SourcesProps {
  title: string
  sources: readonly ScreenSource[]
  onChoose: (id: string) => void
}

function Sources({ title, sources, onChoose }: SourcesProps) {
  return (
    <section aria-label={title}>
      <Text fw={600} mb={6}>
        {title}
      </Text>
      <ul className={classes.screens}>
        {sources.map(({ id, name, picture }) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose(id)}>
              {picture === '' ? <div className={classes.blank} /> : <img src={picture} alt="" />}
              <span dir="auto">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
