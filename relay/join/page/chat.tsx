import { type FormEvent, useState } from 'react'
import type { Call } from '../../../call/call.js'
import type { CallState } from '../../../call/state.js'
import { useSpeaking } from './speaking.js'

/** What was written in this call; encrypted between each two, and gone with the page. */
export function Chat({ call, state }: { call: Call; state: CallState }) {
  const { words } = useSpeaking()
  const [text, setText] = useState('')
  const roleOf = (id: string) => state.people.find((person) => person.id === id)?.role ?? 'doctor'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (line === '') return
    setText('')
    void call.say(line)
  }
  return (
    <section className="chat" aria-label={words.chat}>
      <ol aria-live="polite">
        {state.chat.map((entry) => (
          <li key={entry.id} className={entry.isMine ? 'mine' : 'theirs'}>
            <span className="quiet">{entry.isMine ? words.you : words.roles[roleOf(entry.from)]}</span>
            <p dir="auto">{entry.text}</p>
          </li>
        ))}
      </ol>
      {state.chat.length === 0 ? <p className="quiet">{words.chatEmpty}</p> : null}
      <form className="line" onSubmit={submit}>
        <input
          value={text}
          dir="auto"
          maxLength={4_000}
          aria-label={words.chatLabel}
          placeholder={words.chatLabel}
          autoComplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">{words.send}</button>
      </form>
    </section>
  )
}
