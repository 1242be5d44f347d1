import { Button, Group } from '@mantine/core'
import { useGo, usePathname } from '../../app/navigation.js'
import classes from './call.module.css'
import { type ActiveCall, useCalls } from './call-context.js'
import { useCallState } from './call-panel.js'
import { CallStage } from './call-stage.js'

/** Where the doctor looks elsewhere the call goes on in a corner, with the way back. */
export function FloatingCall() {
  const { active } = useCalls()
  const pathname = usePathname()
  if (active === null || pathname === `/visits/${active.consultationId}`) return null
  return <Corner active={active} />
}

function Corner({ active }: { active: ActiveCall }) {
  const { leave } = useCalls()
  const go = useGo()
  const state = useCallState(active)
  return (
    <aside className={classes.floating} aria-label="Video call">
      <CallStage state={state} />
      <Group gap="xs" grow>
        <Button size="xs" onClick={() => go(`/visits/${active.consultationId}`)}>
          Back to the visit
        </Button>
        <Button size="xs" variant="default" onClick={leave}>
          Leave call
        </Button>
      </Group>
    </aside>
  )
}
