/** Work of one kind in this checkout happens one at a time, in whatever process. */
export function oneAtATime<T>(work: () => Promise<T>, what?: string): Promise<T>
