import { createContext, useContext } from 'react'

/** What was typed and not sent yet, kept in memory alone: a draft may name a patient, so it never touches the disk. */
export interface Drafts {
  read(key: string): unknown
  write(key: string, values: unknown): void
  drop(key: string): void
  /** Nothing was typed that is not sent yet. */
  isEmpty(): boolean
  /** Forgets all, when another person sits down. */
  clear(): void
}

/** Drafts of one window. */
export function makeDrafts(): Drafts {
  const kept = new Map<string, unknown>()
  return {
    read: (key) => kept.get(key),
    write: (key, values) => void kept.set(key, values),
    drop: (key) => void kept.delete(key),
    isEmpty: () => kept.size === 0,
    clear: () => kept.clear(),
  }
}

const DraftsContext = createContext<Drafts>(makeDrafts())
export const DraftsProvider = DraftsContext.Provider
/** What was typed and not sent yet. */
export const useDrafts = (): Drafts => useContext(DraftsContext)
