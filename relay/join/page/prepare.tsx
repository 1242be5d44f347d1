import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { DeviceKind, DeviceState, Devices } from '../../../call/media/devices.js'
import { DeviceChoices, Loudness, Picture, useDevices } from './devices-view.js'
import { LanguageChoice, useSpeaking } from './speaking.js'

export interface AboutMe {
  readonly name: string
  readonly symptoms: string
}

/** Before the lobby: can they be seen and heard, what brings them, do they agree. */
export function Prepare({ devices, onEnter }: { devices: Devices; onEnter: (me: AboutMe) => void }) {
  const { words } = useSpeaking()
  const { camera, microphone } = useDevices(devices)
  const [name, setName] = useState('')
  const [symptoms, setSymptoms] = useState('')
  const [hasConsented, setHasConsented] = useState(false)
  const [isMissing, setIsMissing] = useState(false)
  const consent = useRef<HTMLInputElement>(null)
  useEffect(() => {
    void devices.turnOn('microphone').then(() => devices.turnOn('camera'))
  }, [devices])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsMissing(!hasConsented)
    if (hasConsented) onEnter({ name: name.trim(), symptoms: symptoms.trim() })
    else consent.current?.focus()
  }
  return (
    <main className="sheet">
      <header className="top">
        <h1>{words.welcome}</h1>
        <LanguageChoice />
      </header>
      <section aria-labelledby="check">
        <h2 id="check">{words.check}</h2>
        <div className="mirror">
          {camera.state === 'on' ? (
            <Picture track={camera.track} label={words.you} isMirrored />
          ) : (
            <span>{camera.state === 'starting' ? words.cameraStarting : words.cameraOff}</span>
          )}
        </div>
        <Problem kind="camera" state={camera} devices={devices} />
        {microphone.state === 'on' ? <Loudness track={microphone.track} /> : null}
        <Problem kind="microphone" state={microphone} devices={devices} />
        <DeviceChoices devices={devices} />
      </section>
      <form onSubmit={submit} noValidate>
        <h2>{words.about}</h2>
        <label className="field">
          {words.name}
          <input
            value={name}
            maxLength={120}
            autoComplete="off"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label className="field">
          {words.symptoms}
          <textarea
            value={symptoms}
            rows={3}
            maxLength={2_000}
            aria-describedby="hint"
            autoComplete="off"
            onInput={(event) => setSymptoms(event.currentTarget.value)}
          />
        </label>
        <p id="hint" className="quiet">
          {words.symptomsHint}
        </p>
        <h2>{words.consent}</h2>
        <label className="consent">
          <input
            ref={consent}
            type="checkbox"
            checked={hasConsented}
            aria-invalid={isMissing}
            aria-describedby={isMissing ? 'missing' : undefined}
            onChange={(event) => {
              setHasConsented(event.currentTarget.checked)
              setIsMissing(false)
            }}
          />
          <span>{words.consentWords}</span>
        </label>
        {isMissing ? (
          <p id="missing" className="notice" role="alert">
            {words.consentMissing}
          </p>
        ) : null}
        <button type="submit" className="main">
          {words.enter}
        </button>
      </form>
      <p className="quiet">{words.nothingKept}</p>
    </main>
  )
}

/** What is wrong with a device, in words, and what can be done. */
export function Problem({ kind, state, devices }: { kind: DeviceKind; state: DeviceState; devices: Devices }) {
  const { words } = useSpeaking()
  if (state.state !== 'problem') return null
  return (
    <div className="notice" role="status">
      <p>{words[kind][state.problem]}</p>
      <button type="button" onClick={() => void devices.turnOn(kind)}>
        {words.tryAgain}
      </button>
    </div>
  )
}
