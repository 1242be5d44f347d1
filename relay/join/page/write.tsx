import { type ChangeEvent, type FormEvent, useState, useSyncExternalStore } from 'react'
import type { Notebook, Photo } from './notebook.js'
import { readPhoto } from './photo.js'
import { useSpeaking } from './speaking.js'

/** Where nobody can be heard: text and photos, sent as soon as the line carries them. */
export function Write({ notebook, isCut }: { notebook: Notebook; isCut: boolean }) {
  const { words } = useSpeaking()
  const entries = useSyncExternalStore(notebook.subscribe, () => notebook.entries)
  const [text, setText] = useState('')
  const [photo, setPhoto] = useState<Photo | null>(null)
  const [isBad, setIsBad] = useState(false)
  const choose = async ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const file = currentTarget.files?.[0]
    if (!file) return
    const read = await readPhoto(file)
    setIsBad(read === null)
    setPhoto(read)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' && photo === null) return
    void notebook.write(text.trim(), photo === null ? [] : [photo])
    setText('')
    setPhoto(null)
  }
  return (
    <section className="panel" aria-label={words.message}>
      <p className="lead">{isCut ? words.lineLostLong : words.messagesOnly}</p>
      <ol className="chat" aria-live="polite">
        {entries.map((entry) => (
          <li key={entry.id} className={entry.isMine ? 'mine' : 'theirs'}>
            <p dir="auto">{entry.text}</p>
            {entry.photos > 0 ? <span className="quiet">▣ {entry.photos}</span> : null}
            {entry.isMine ? (
              <span className="quiet">{entry.isSent ? words.messageSent : words.messageWaits}</span>
            ) : null}
          </li>
        ))}
      </ol>
      <form onSubmit={submit}>
        <label className="field">
          {words.message}
          <textarea
            value={text}
            rows={2}
            dir="auto"
            maxLength={8_000}
            aria-describedby="sealed"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p id="sealed" className="quiet">
          {words.messageHint}
        </p>
        {isBad ? (
          <p className="notice" role="alert">
            {words.photoBad}
          </p>
        ) : null}
        <div className="line">
          {photo === null ? (
            <label className="button">
              {words.photo}
              <input
                type="file"
                accept="image/*"
                capture="environment"
                className="unseen"
                onChange={(event) => void choose(event)}
              />
            </label>
          ) : (
            <button type="button" onClick={() => setPhoto(null)}>
              {words.removePhoto}
            </button>
          )}
          <button type="submit" className="main">
            {words.send}
          </button>
        </div>
      </form>
    </section>
  )
}
