import { createContext, useContext, useEffect, useState } from 'react'
import { dayOf, type Instant } from '../../core/kernel/instant.js'

/** What every figure and time on the screen needs: the clinic's zone and currency. */
export interface ClinicSettings {
  timeZone: string
  currency: string
}

const ClinicContext = createContext<ClinicSettings>({ timeZone: 'UTC', currency: 'USD' })
export const ClinicProvider = ClinicContext.Provider
/** The zone and the currency in which this clinic counts. */
export const useClinicSettings = (): ClinicSettings => useContext(ClinicContext)

/** The present moment, moved on every half minute. */
export function useNow(): Instant {
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** The clinic's calendar day now: 2026-11-21. */
export function useToday(): string {
  const { timeZone } = useClinicSettings()
  return dayOf(useNow(), timeZone)
}
