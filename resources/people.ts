import br from './data/people/br.json'
import cn from './data/people/cn.json'
import de from './data/people/de.json'
import eg from './data/people/eg.json'
import es from './data/people/es.json'
import fr from './data/people/fr.json'
import india from './data/people/in.json'
import ke from './data/people/ke.json'
import mx from './data/people/mx.json'
import ng from './data/people/ng.json'
import pl from './data/people/pl.json'
import se from './data/people/se.json'
import us from './data/people/us.json'
import vn from './data/people/vn.json'

/** Where a person's names come from, and how people there write addresses and phone numbers (# is a digit). */
export interface Origin {
  jurisdiction: string
  language: string
  phone: string
  street: string
  female: readonly string[]
  male: readonly string[]
  family: readonly string[]
  streets: readonly string[]
  cities: readonly { name: string; postalCode: string; jurisdiction?: string }[]
  /** What {area} in the phone pattern stands for. */
  areas?: readonly string[]
}

type Country = 'br' | 'cn' | 'de' | 'eg' | 'es' | 'fr' | 'in' | 'ke' | 'mx' | 'ng' | 'pl' | 'se' | 'us' | 'vn'

export const origins: Readonly<Record<Country, Origin>> = {
  br,
  cn,
  de,
  eg,
  es,
  fr,
  in: india,
  ke,
  mx,
  ng,
  pl,
  se,
  us,
  vn,
}
