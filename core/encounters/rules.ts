import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Consultation } from '../scheduling/model.js'
import type { Note, Vitals } from './model.js'

/** Whether the measurements say something, and nothing that cannot be: the systolic pressure lies above the diastolic. */
export function checkVitals(vitals: Vitals): Outcome<null, { code: 'NOTHING_MEASURED' | 'PRESSURE_REVERSED' }> {
  if (Object.values(vitals).every((value) => value === null)) return refuse({ code: 'NOTHING_MEASURED' })
  const { systolicMmHg, diastolicMmHg } = vitals
  if (systolicMmHg !== null && diastolicMmHg !== null && systolicMmHg <= diastolicMmHg)
    return refuse({ code: 'PRESSURE_REVERSED' })
  return accept(null)
}

/**
 * Whether a note may be written: new ones while the visit is in progress; after its end only corrections, each of a note of
 * this visit that nobody has corrected yet. What was written stays.
 */
export function decideNote(
  state: Consultation['state'],
  notes: readonly Pick<Note, 'id' | 'isReplaced'>[],
  replaces: string | null,
): Outcome<null, { code: 'NOT_IN_PROGRESS' | 'NOTE_UNKNOWN' }> {
  const isOpen = state === 'in-progress' || (state === 'completed' && replaces !== null)
  if (!isOpen) return refuse({ code: 'NOT_IN_PROGRESS' })
  if (replaces === null || notes.some((note) => note.id === replaces && !note.isReplaced)) return accept(null)
  return refuse({ code: 'NOTE_UNKNOWN' })
}
