import { useEffect, useRef } from 'react'
import type { Call } from '../../../call/call.js'
import type { CallState } from '../../../call/state.js'
import { Chat } from './chat.js'
import { Picture } from './devices-view.js'
import { Problem } from './prepare.js'
import { LanguageChoice, useSpeaking } from './speaking.js'

/** The waiting room: whose turn it is, about how long, and that nothing needs to be done. */
export function Lobby({ call, state, onAgain }: { call: Call; state: CallState; onAgain: () => void }) {
  const { words } = useSpeaking()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { lobby, people, devices, line, seat } = state
  const isDoctorHere = people.some(({ role, isConnected }) => role === 'doctor' && isConnected)
  const leave = () => void call.leave().then(onAgain)
  return (
    <main className="sheet">
      <header className="top">
        <h1 ref={heading} tabIndex={-1}>
          {words.waitingRoom}
        </h1>
        <LanguageChoice />
      </header>
      <section className="turn" aria-live="polite">
        <Place place={lobby.place} minutes={lobby.expectedWaitMinutes} />
        <p className={isDoctorHere ? 'here' : 'quiet'}>{isDoctorHere ? words.doctorIsThere : words.doctorIsNotThere}</p>
        {seat === 'held' ? <p className="notice">{words.held}</p> : null}
        {line === 'lost' ? <p className="notice">{words.lineLost}</p> : null}
      </section>
      <div className="mirror">
        {devices.camera.state === 'on' ? (
          <Picture track={devices.camera.track} label={words.you} isMirrored />
        ) : (
          <span>{words.cameraOff}</span>
        )}
      </div>
      <Problem kind="camera" state={devices.camera} devices={call.devices} />
      <Problem kind="microphone" state={devices.microphone} devices={call.devices} />
      <p className="lead">{words.keepOpen}</p>
      <Chat call={call} state={state} />
      <footer className="foot">
        <span className="quiet">{words.encrypted}</span>
        <button type="button" onClick={leave}>
          {words.leave}
        </button>
      </footer>
    </main>
  )
}

function Place({ place, minutes }: { place: number | null; minutes: number | null }) {
  const { words, count } = useSpeaking()
  return (
    <>
      {place === null ? null : <p className="place">{place <= 0 ? words.youAreNext : count(words.inFront, place)}</p>}
      <p className={place === null && minutes !== null ? 'place' : 'lead'}>
        {minutes === null ? words.waitUnknown : count(words.waitMinutes, minutes)}
      </p>
    </>
  )
}
