import type { Reader } from '../../core/ports/database.js'
import { Random } from '../../node/demo/random.js'

/**
 * What a front desk types: the beginning of a name, one to six letters, and every third time of two names. Taken from
 * people who are there, so that each text finds somebody.
 */
export function searchTexts(db: Reader, count: number): string[] {
  const random = new Random(11)
  const highest = db.row<{ n: number }>('SELECT max(n) AS n FROM patients')?.n ?? 1
  const beginning = (name: string) => name.slice(0, random.int(1, 6))
  return Array.from({ length: count }, (_, index) => {
    const person = db.row<{ given: string; family: string }>(
      'SELECT given_name AS given, family_name AS family FROM patients WHERE n >= $n ORDER BY n LIMIT 1',
      { n: random.int(1, highest) },
    )
    if (!person) throw new Error('There are no patients.')
    return index % 3 === 0
      ? `${beginning(person.given)} ${beginning(person.family)}`
      : beginning(random.chance(50) ? person.given : person.family)
  })
}
