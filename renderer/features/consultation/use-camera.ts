import { useCallback, useEffect, useRef, useState } from 'react'

export type CameraProblem = 'none' | 'denied' | 'in-use' | 'failed'
export type CameraState =
  | { state: 'off' }
  | { state: 'starting' }
  | { state: 'on'; stream: MediaStream }
  | { state: 'problem'; problem: CameraProblem }

/** This computer's camera, off until asked for, and off again when the component leaves. */
export function useCamera(): { camera: CameraState; turnOn: () => void; turnOff: () => void } {
  const [camera, setCamera] = useState<CameraState>({ state: 'off' })
  const held = useRef<MediaStream | null>(null)
  const isHere = useRef(true)

  const release = useCallback(() => {
    for (const track of held.current?.getTracks() ?? []) track.stop()
    held.current = null
  }, [])
  const turnOff = useCallback(() => {
    release()
    setCamera({ state: 'off' })
  }, [release])
  const turnOn = useCallback(() => {
    setCamera({ state: 'starting' })
    openCamera().then(
      (stream) => {
        held.current = stream
        // Somebody may have left while the system asked for permission.
        if (!isHere.current) return release()
        for (const track of stream.getTracks()) {
          track.addEventListener('ended', () => {
            if (held.current === stream) setCamera({ state: 'problem', problem: 'none' })
          })
        }
        setCamera({ state: 'on', stream })
      },
      (error: unknown) => {
        if (isHere.current) setCamera({ state: 'problem', problem: problemOf(error) })
      },
    )
  }, [release])
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
      release()
    }
  }, [release])
  return { camera, turnOn, turnOff }
}

/** Sound is not asked for: a preview that plays its own microphone back would only howl. */
const openCamera = async (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false })

/** The names that the Media Capture specification gives to what can go wrong. */
function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'in-use' : 'failed'
}
