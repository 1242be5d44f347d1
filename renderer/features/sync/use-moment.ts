import { useEffect, useState } from 'react'
import { useClinicSettings } from '../../ui/clinic-context.js'
import type { Moment } from './sync-words.js'

/** The present in the clinic's zone: to the second while something is counted down, else to the half minute. */
export function useMoment(isCounting: boolean): Moment {
  const { timeZone } = useClinicSettings()
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    setNow(new Date().toISOString())
    const timer = setInterval(() => setNow(new Date().toISOString()), isCounting ? 1_000 : 30_000)
    return () => clearInterval(timer)
  }, [isCounting])
  return { now, timeZone }
}
