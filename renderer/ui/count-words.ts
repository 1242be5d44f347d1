const format = new Intl.NumberFormat()

/** A count as people write it: 12,400. */
export const countWords = (count: number): string => format.format(count)
