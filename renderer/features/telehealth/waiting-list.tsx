import { Button, Group, Text } from '@mantine/core'
import type { CallState, Person } from '../../../call/state.js'
import { say } from '../../ui/say.js'
import classes from './call.module.css'
import type { ActiveCall } from './call-context.js'
import { nameOf, roleWords } from './call-words.js'

/** Who stands in the lobby, and who is in: admit, hold, remove. Only the doctor decides; the others see it. */
export function WaitingList({ active, state }: { active: ActiveCall; state: CallState }) {
  const others = state.people.filter(({ id, state: seat }) => id !== state.self && seat !== 'removed')
  const waiting = others.filter((person) => person.state !== 'admitted')
  const guests = others.filter(({ state: seat, role }) => seat === 'admitted' && role !== 'doctor')
  const isDoctor = active.as === 'doctor'
  if (waiting.length === 0 && (!isDoctor || guests.length === 0)) return null
  const act = (work: Promise<unknown>) => {
    work.catch(() =>
      say({ tone: 'danger', message: 'It was not done: the line to the relay is lost. Try again when it is back.' }),
    )
  }
  return (
    <ul className={classes.waiting} aria-label="Lobby">
      {waiting.map((person) => (
        <li key={person.id}>
          <Who person={person} />
          {isDoctor ? (
            <Group gap={4}>
              <Button
                size="compact-sm"
                disabled={!person.isConnected}
                onClick={() => act(active.call.admit(person.id))}
              >
                Admit
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => act(active.call.remove(person.id))}>
                Remove
              </Button>
            </Group>
          ) : null}
          {person.card?.symptoms ? (
            <Text size="sm" dir="auto" style={{ flexBasis: '100%' }}>
              “{person.card.symptoms}”
            </Text>
          ) : null}
        </li>
      ))}
      {isDoctor
        ? guests.map((person) => (
            <li key={person.id}>
              <Who person={person} />
              <Group gap={4}>
                <Button size="compact-sm" variant="default" onClick={() => act(active.call.hold(person.id))}>
                  Hold
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => act(active.call.remove(person.id))}>
                  Remove
                </Button>
              </Group>
            </li>
          ))
        : null}
    </ul>
  )
}

function Who({ person }: { person: Person }) {
  const place = person.state === 'admitted' ? 'in the call' : person.state === 'held' ? 'held in the lobby' : 'waits'
  return (
    <div className={classes.who}>
      <Text size="sm" fw={600} dir="auto">
        {nameOf(person)}
      </Text>
      <Text size="xs" c="dimmed">
        {roleWords[person.role]} · {person.isConnected ? place : 'connection lost'}
        {person.card?.hasConsented ? ' · agreed to the video visit' : ''}
      </Text>
      {person.card === null ? (
        <Text size="xs">Came with another key: nothing of them can be read. Invite the patient anew.</Text>
      ) : null}
    </div>
  )
}
