import { useEffect, useRef } from 'react'
import classes from './call.module.css'

/** A track as it comes; one sees oneself as in a mirror. */
export function TrackVideo({ track, label, isMirrored = false, isWhole = false }: TrackVideoProps) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = new MediaStream([track])
    return () => {
      element.srcObject = null
    }
  }, [track])
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      aria-label={label}
      className={classes.video}
      data-mirrored={isMirrored || undefined}
      data-whole={isWhole || undefined}
    />
  )
}
interface TrackVideoProps {
  track: MediaStreamTrack
  label: string
  isMirrored?: boolean
  /** Nothing is cut off: for a shared screen. */
  isWhole?: boolean
}

export function TrackSound({ track }: { track: MediaStreamTrack }) {
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const element = audio.current
    if (element === null) return
    element.srcObject = new MediaStream([track])
    return () => {
      element.srcObject = null
    }
  }, [track])
  // biome-ignore lint/a11y/useMediaCaption: a live conversation has no captions
  return <audio ref={audio} autoPlay />
}
