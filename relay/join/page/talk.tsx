import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Call } from '../../../call/call.js'
import type { CallState, Person, Seen } from '../../../call/state.js'
import { Chat } from './chat.js'
import { DeviceChoices, Picture, Sound } from './devices-view.js'
import type { Notebook } from './notebook.js'
import { Problem } from './prepare.js'
import { useSpeaking } from './speaking.js'
import { Write } from './write.js'

type Panel = 'chat' | 'more' | 'leave' | null

/** The call itself: the doctor large, oneself small, and four buttons. */
export function Talk({ call, state, notebook }: { call: Call; state: CallState; notebook: Notebook }) {
  const { words, count } = useSpeaking()
  const [panel, setPanel] = useState<Panel>(null)
  const [readUntil, setReadUntil] = useState(state.chat.length)
  const entries = useSyncExternalStore(notebook.subscribe, () => notebook.entries)
  const [keptUntil, setKeptUntil] = useState(0)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    if (panel !== 'chat') return
    setReadUntil(state.chat.length)
    setKeptUntil(entries.length)
  }, [panel, state.chat.length, entries.length])
  const { isMuted, isCameraHidden, step, line, quality } = state
  const isCut = line === 'lost' && state.lostSince !== null && Date.now() - state.lostSince > 8_000
  const isWriting = step === 'messages' || isCut
  const theirs = [...state.chat.slice(readUntil), ...(isWriting ? [] : entries.slice(keptUntil))]
  const unread = theirs.filter(({ isMine }) => !isMine).length
  const toggle = (which: Panel) => setPanel((now) => (now === which ? null : which))
  return (
    <main className="talk">
      <h1 ref={heading} tabIndex={-1} className="unseen">
        {words.title}
      </h1>
      <Stage state={state} />
      <p className={`quality ${quality}`} role="status">
        {words.quality[line === 'lost' ? 'lost' : quality]}
      </p>
      <Trouble call={call} state={state} />
      {isWriting ? <Write notebook={notebook} why={isCut ? 'cut' : 'weak'} /> : null}
      {panel === 'chat' ? (
        <div className="panel">
          <Chat call={call} state={state} />
          {isWriting || entries.length === 0 ? null : <Write notebook={notebook} why="wish" />}
        </div>
      ) : null}
      {panel === 'more' ? (
        <div className="panel">
          {state.safetyCode === null ? null : (
            <>
              <h2>{words.safety}</h2>
              <p className="code" dir="ltr">
                {state.safetyCode}
              </p>
              <p className="quiet">{words.safetyHint}</p>
            </>
          )}
          <DeviceChoices devices={call.devices} />
          {isWriting ? null : <Write notebook={notebook} why="wish" />}
        </div>
      ) : null}
      {panel === 'leave' ? (
        <div className="panel" role="alertdialog" aria-label={words.leaveSure}>
          <p className="lead">{words.leaveSure}</p>
          <div className="line">
            <button type="button" onClick={() => setPanel(null)}>
              {words.stay}
            </button>
            <button type="button" className="danger" onClick={() => void call.leave()}>
              {words.leave}
            </button>
          </div>
        </div>
      ) : null}
      <nav className="buttons" aria-label={words.title}>
        <button type="button" aria-pressed={isMuted} onClick={() => call.setMuted(!isMuted)}>
          {isMuted ? words.unmute : words.mute}
        </button>
        <button type="button" aria-pressed={isCameraHidden} onClick={() => call.setCameraHidden(!isCameraHidden)}>
          {isCameraHidden ? words.showCamera : words.hideCamera}
        </button>
        <button type="button" aria-expanded={panel === 'chat'} onClick={() => toggle('chat')}>
          {panel === 'chat' ? words.closeChat : words.chat}
          {unread > 0 ? (
            <span className="unread">
              <span aria-hidden="true">{unread}</span>
              <span className="unseen">{count(words.newMessages, unread)}</span>
            </span>
          ) : null}
        </button>
        <button type="button" aria-expanded={panel === 'more'} onClick={() => toggle('more')}>
          {panel === 'more' ? words.close : words.more}
        </button>
        <button type="button" className="danger" onClick={() => setPanel('leave')}>
          {words.leave}
        </button>
      </nav>
    </main>
  )
}

/** Who is seen, the shared screen before faces; and where nobody is, why. */
function Stage({ state }: { state: CallState }) {
  const { words } = useSpeaking()
  const others = state.people.filter(({ id, state: seat }) => id !== state.self && seat === 'admitted')
  const screen = state.seen.find(({ source, readability }) => source === 'screen' && readability === 'readable')
  return (
    <div className="stage" data-count={others.length}>
      {screen ? <Picture track={screen.track} label={words.roles.doctor} className="screen" /> : null}
      {others.map((person) => (
        <Face
          key={person.id}
          person={person}
          seen={state.seen.filter((one) => one.participant === person.id)}
          step={state.step}
        />
      ))}
      {state.seen
        .filter(({ kind }) => kind === 'audio')
        .map(({ consumerId, track }) => (
          <Sound key={consumerId} track={track} />
        ))}
      {state.devices.camera.state === 'on' && !state.isCameraHidden ? (
        <Picture track={state.devices.camera.track} label={words.you} isMirrored className="self" />
      ) : null}
    </div>
  )
}

function Face({ person, seen, step }: { person: Person; seen: readonly Seen[]; step: CallState['step'] }) {
  const { words } = useSpeaking()
  const name = person.card?.name || words.roles[person.role]
  const camera = seen.find(({ source }) => source === 'camera')
  const isShown = camera?.readability === 'readable' && !camera.isPaused && step !== 'audio-only' && step !== 'messages'
  const why = reason(person, camera, words)
  return (
    <figure className="face">
      {camera && isShown ? <Picture track={camera.track} label={name} /> : <p className="why">{why}</p>}
      <figcaption dir="auto">{name}</figcaption>
    </figure>
  )
}

function reason(person: Person, camera: Seen | undefined, words: ReturnType<typeof useSpeaking>['words']): string {
  if (person.card === null) return words.otherKey
  if (!person.isConnected) return words.doctorAway
  if (camera === undefined || camera.isPaused) return words.noPicture
  if (camera.readability === 'wrong-key' || camera.readability === 'not-sealed' || camera.readability === 'no-key')
    return words.cannotRead
  return camera.readability === null ? words.waitingPicture : words.noPicture
}

function Trouble({ call, state }: { call: Call; state: CallState }) {
  const { words } = useSpeaking()
  const { line, step, devices } = state
  const said = line === 'lost' ? words.lineLost : step === 'audio-only' ? words.audioOnly : null
  return (
    <div className="trouble">
      {said === null ? null : (
        <p className="notice" role="status">
          {said}
        </p>
      )}
      <Problem kind="camera" state={devices.camera} devices={call.devices} />
      <Problem kind="microphone" state={devices.microphone} devices={call.devices} />
    </div>
  )
}
