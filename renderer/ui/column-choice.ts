/** As much of a column as its choice needs. */
interface Choosable {
  key: string
  /** It names the row, so that no choice hides it. */
  isEssential?: boolean
  /** It is shown only to those who asked for it. */
  isExtra?: boolean
}

/** What a person said of columns, by key; of the others the table decides. */
export type ColumnChoices = Readonly<Record<string, boolean>>

/** Whether a column is shown to who made these choices. */
export const isShown = ({ key, isEssential = false, isExtra = false }: Choosable, choices: ColumnChoices): boolean =>
  isEssential || (choices[key] ?? !isExtra)

/** The choices after one more; what the table would do by itself is no choice, so that its later changes reach everybody. */
export function choose(column: Choosable, isWanted: boolean, choices: ColumnChoices): ColumnChoices {
  const { [column.key]: _, ...others } = choices
  return isWanted === isShown(column, {}) ? others : { ...others, [column.key]: isWanted }
}

/** Reads what was kept on this computer; what is no choice any more is left out. */
export function readChoices(kept: string | undefined): ColumnChoices {
  try {
    const value: unknown = JSON.parse(kept ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter(([, isWanted]) => typeof isWanted === 'boolean'))
  } catch {
    return {}
  }
}
