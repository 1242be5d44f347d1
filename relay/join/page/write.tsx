import { type ChangeEvent, type FormEvent, useState, useSyncExternalStore } from 'react'
import { type Photo, pictureUrl, readPhoto } from '../../../call/media/photo.js'
import type { Notebook } from './notebook.js'
import { useSpeaking } from './speaking.js'

/** Text and photos that are kept with the visit; above all where nobody can be heard. Sent as soon as the line carries them. */
export function Write({ notebook, why }: { notebook: Notebook; why: 'cut' | 'weak' | 'wish' }) {
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
      {why === 'cut' ? <p className="lead">{words.lineLostLong}</p> : null}
      {why === 'weak' ? <p className="lead">{words.messagesOnly}</p> : null}
      <ol className="chat" aria-live="polite">
        {entries.map((entry) => (
          <li key={entry.id} className={entry.isMine ? 'mine' : 'theirs'}>
            <p dir="auto">{entry.text}</p>
            {entry.photos.map((sent) => (
              <img key={sent.content.slice(-24)} src={pictureUrl(sent)} alt={words.photoSent} className="photo" />
            ))}
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
          {photo === null ? null : <img src={pictureUrl(photo)} alt={words.photoSent} className="photo" />}
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
