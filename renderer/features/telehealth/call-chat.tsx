import { Button, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CallState } from '../../../call/state.js'
import classes from './call.module.css'
import type { ActiveCall } from './call-context.js'
import { nameOf } from './call-words.js'

/** Lines between those who are there now; sealed between each two, and gone with the call. */
export function CallChat({ active, state }: { active: ActiveCall; state: CallState }) {
  const [text, setText] = useState('')
  const who = (id: string) => {
    const person = state.people.find((one) => one.id === id)
    return person ? nameOf(person) : 'Somebody who left'
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    void active.call.say(text.trim())
    setText('')
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ol className={classes.lines} aria-label="Chat" aria-live="polite" tabIndex={0}>
        {state.chat.map(({ id, from, isMine, text: line }) => (
          <li key={id} data-mine={isMine || undefined} dir="auto">
            <Text size="xs" c="dimmed">
              {isMine ? 'You' : who(from)}
            </Text>
            {line}
          </li>
        ))}
      </ol>
      {state.chat.length === 0 ? (
        <Text size="xs" c="dimmed">
          Only the people in this call can read it, and it is not kept. What belongs to the record goes into a note.
        </Text>
      ) : null}
      <form className={classes.write} onSubmit={submit}>
        <TextInput
          size="xs"
          aria-label="Write in the chat"
          value={text}
          maxLength={4_000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" variant="default">
          Send
        </Button>
      </form>
    </>
  )
}
