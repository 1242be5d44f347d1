import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Devices, DevicesState } from '../../../call/media/devices.js'
import { useSpeaking } from './speaking.js'

export const useDevices = (devices: Devices): DevicesState =>
  useSyncExternalStore(
    (listener) => devices.onChange(listener),
    () => devices.state,
  )

/** A track on the page; one sees oneself as in a mirror. */
export function Picture({ track, label, isMirrored = false, className = '' }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = new MediaStream([track])
    // Some phones want to be asked though the page says autoplay.
    element.play().catch(() => undefined)
    return () => {
      element.srcObject = null
    }
  }, [track])
  return (
    <video
      ref={video}
      className={`picture ${isMirrored ? 'mirrored' : ''} ${className}`}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  )
}
interface PictureProps {
  track: MediaStreamTrack
  label: string
  isMirrored?: boolean
  className?: string
}

export function Sound({ track }: { track: MediaStreamTrack }) {
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const element = audio.current
    if (element === null) return
    element.srcObject = new MediaStream([track])
    element.play().catch(() => undefined)
    return () => {
      element.srcObject = null
    }
  }, [track])
  // What is said in a call has no captions that could be written down before.
  // biome-ignore lint/a11y/useMediaCaption: a live conversation
  return <audio ref={audio} autoPlay />
}

/** How loud the microphone is, and once it heard something, that it works. */
export function Loudness({ track }: { track: MediaStreamTrack }) {
  const { words } = useSpeaking()
  const [loudness, setLoudness] = useState(0)
  const [wasHeard, setWasHeard] = useState(false)
  useEffect(() => {
    const audio = new AudioContext()
    const analyser = audio.createAnalyser()
    analyser.fftSize = 512
    audio.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    const samples = new Uint8Array(analyser.fftSize)
    const timer = setInterval(() => {
      analyser.getByteTimeDomainData(samples)
      const peak = samples.reduce((highest, value) => Math.max(highest, Math.abs(value - 128)), 0)
      setLoudness(Math.min(100, Math.round((peak / 90) * 100)))
      if (peak > 8) setWasHeard(true)
    }, 120)
    return () => {
      clearInterval(timer)
      void audio.close()
    }
  }, [track])
  return (
    <div className="loudness">
      <progress max={100} value={loudness} aria-label={words.chooseMicrophone} />
      <p className="quiet" aria-live="polite">
        {wasHeard ? words.hearsYou : words.saySomething}
      </p>
    </div>
  )
}

/** Which camera and microphone, where there is a choice. */
export function DeviceChoices({ devices }: { devices: Devices }) {
  const { words } = useSpeaking()
  const { cameras, microphones, camera, microphone } = useDevices(devices)
  const usedBy = (state: DevicesState['camera']) =>
    state.state === 'on' ? (state.track.getSettings().deviceId ?? '') : ''
  const lists = [
    { kind: 'camera', label: words.chooseCamera, choices: cameras, used: usedBy(camera) },
    { kind: 'microphone', label: words.chooseMicrophone, choices: microphones, used: usedBy(microphone) },
  ] as const
  return lists
    .filter(({ choices }) => choices.length > 1)
    .map(({ kind, label, choices, used }) => (
      <label key={kind} className="field">
        {label}
        <select value={used} onChange={(event) => void devices.turnOn(kind, event.currentTarget.value)}>
          {choices.map(({ id, label: name }, at) => (
            <option key={id} value={id}>
              {name || `${label} ${at + 1}`}
            </option>
          ))}
        </select>
      </label>
    ))
}
