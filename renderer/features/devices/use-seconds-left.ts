import { useEffect, useState } from 'react'
import type { Instant } from '../../../core/kernel/instant.js'

/** Whole seconds until a moment, counted down; never less than none. */
export function useSecondsLeft(until: Instant | null): number {
  const left = () => (until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1_000)))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const count = () => (until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1_000)))
    setSeconds(count())
    const timer = setInterval(() => setSeconds(count()), 1_000)
    return () => clearInterval(timer)
  }, [until])
  return seconds
}

/** 9:05. */
export const minutesAndSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
