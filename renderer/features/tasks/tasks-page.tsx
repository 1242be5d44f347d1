import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconChecklist, IconPlus } from '@tabler/icons-react'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Page, Section } from '../../ui/page.js'
import { AddTaskForm } from './add-task-form.js'
import { TaskList } from './task-list.js'

/** What is to be done, by me or by anybody; and what was done. */
export function TasksPage() {
  const asked = useSearchParams()
  const can = useCan()
  const go = useGo()
  const isMine = asked.who !== 'all'
  const state = asked.state === 'done' ? 'done' : 'open'
  const isAdding = asked.new !== undefined && can('tasks:write')
  const tasks = useOperationPages('tasks.list', { isMine, state, limit: 100 }, { keepsFormer: true })
  const path = (who: string, which: string) => `/tasks?who=${who}&state=${which}`
  const here = path(isMine ? 'mine' : 'all', state)
  const add = can('tasks:write') ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => go(`${here}&new=1`)}>
      New task
    </Button>
  ) : null
  return (
    <Page title="Tasks" actions={add}>
      <Group>
        <SegmentedControl
          aria-label="Whose tasks"
          data={[
            { value: 'mine', label: 'Mine and my roles’' },
            { value: 'all', label: 'Everybody’s' },
          ]}
          value={isMine ? 'mine' : 'all'}
          onChange={(who) => go(path(who, state), { isReplacing: true })}
        />
        <SegmentedControl
          aria-label="Which tasks"
          data={[
            { value: 'open', label: 'To do' },
            { value: 'done', label: 'Done' },
          ]}
          value={state}
          onChange={(which) => go(path(isMine ? 'mine' : 'all', which), { isReplacing: true })}
        />
      </Group>
      {tasks.isPending ? <LoadingShape /> : null}
      {tasks.isError ? <ErrorState error={tasks.error} onRetry={() => void tasks.refetch()} /> : null}
      {tasks.isSuccess && tasks.items.length === 0 ? (
        <EmptyState icon={<IconChecklist size={22} />} title={state === 'open' ? 'Nothing to do' : 'Nothing done yet'}>
          Follow-ups of visits and denied claims come here by themselves; anything else can be added.
        </EmptyState>
      ) : null}
      {tasks.items.length === 0 ? null : (
        <Section title={state === 'open' ? 'To do' : 'Done'}>
          <TaskList tasks={tasks.items} />
          {tasks.hasNextPage ? (
            <Button
              variant="default"
              size="xs"
              mt="sm"
              loading={tasks.isFetchingNextPage}
              onClick={() => void tasks.fetchNextPage()}
            >
              Show more
            </Button>
          ) : null}
        </Section>
      )}
      <FormDrawer isOpen={isAdding} onClose={() => go(here, { isReplacing: true })} title="New task">
        <AddTaskForm onDone={() => go(here, { isReplacing: true })} />
      </FormDrawer>
    </Page>
  )
}
