/** ISO 3166-1 codes of countries that a clinic may choose; their names come from the system, in the reader's language. */
const countryCodes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW'.split(
    ' ',
  )

const currencyOfCountry: Readonly<Record<string, string>> = {
  AE: 'AED',
  AR: 'ARS',
  AU: 'AUD',
  BD: 'BDT',
  BR: 'BRL',
  CA: 'CAD',
  CD: 'CDF',
  CH: 'CHF',
  CL: 'CLP',
  CN: 'CNY',
  CO: 'COP',
  CZ: 'CZK',
  DK: 'DKK',
  EG: 'EGP',
  ET: 'ETB',
  GB: 'GBP',
  GH: 'GHS',
  HU: 'HUF',
  ID: 'IDR',
  IL: 'ILS',
  IN: 'INR',
  IQ: 'IQD',
  JM: 'JMD',
  JP: 'JPY',
  KE: 'KES',
  KR: 'KRW',
  LK: 'LKR',
  MA: 'MAD',
  MG: 'MGA',
  MW: 'MWK',
  MX: 'MXN',
  MY: 'MYR',
  MZ: 'MZN',
  NG: 'NGN',
  NO: 'NOK',
  NP: 'NPR',
  NZ: 'NZD',
  PE: 'PEN',
  PH: 'PHP',
  PK: 'PKR',
  PL: 'PLN',
  RO: 'RON',
  RW: 'RWF',
  SA: 'SAR',
  SE: 'SEK',
  SG: 'SGD',
  SN: 'XOF',
  CI: 'XOF',
  BJ: 'XOF',
  BF: 'XOF',
  ML: 'XOF',
  NE: 'XOF',
  TG: 'XOF',
  CM: 'XAF',
  GA: 'XAF',
  TH: 'THB',
  TR: 'TRY',
  TZ: 'TZS',
  UA: 'UAH',
  UG: 'UGX',
  UY: 'UYU',
  VN: 'VND',
  ZA: 'ZAR',
  ZM: 'ZMW',
  AT: 'EUR',
  BE: 'EUR',
  CY: 'EUR',
  DE: 'EUR',
  EE: 'EUR',
  ES: 'EUR',
  FI: 'EUR',
  FR: 'EUR',
  GR: 'EUR',
  HR: 'EUR',
  IE: 'EUR',
  IT: 'EUR',
  LT: 'EUR',
  LU: 'EUR',
  LV: 'EUR',
  MT: 'EUR',
  NL: 'EUR',
  PT: 'EUR',
  SI: 'EUR',
  SK: 'EUR',
}

interface Choice {
  value: string
  label: string
}

const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label)
const named = (type: 'region' | 'currency' | 'language', code: string) =>
  new Intl.DisplayNames(undefined, { type, fallback: 'code' }).of(code) ?? code

/** KE → Kenya; US-CA → United States (CA). */
export function placeName(jurisdiction: string): string {
  const [country = jurisdiction, part] = jurisdiction.split('-')
  return part === undefined ? named('region', country) : `${named('region', country)} (${part})`
}

/** sw → Swahili. */
export const languageName = (tag: string): string => named('language', tag)

export const countryChoices: Choice[] = countryCodes.map((value) => ({ value, label: placeName(value) })).sort(byLabel)

/** Countries, after the parts of countries that these jurisdictions name: licences are given by them in places. */
export function withPlace(...jurisdictions: readonly (string | null | undefined)[]): Choice[] {
  const parts = [...new Set(jurisdictions)].filter((place) => place && !countryCodes.includes(place))
  return [...parts.map((value) => ({ value: value ?? '', label: placeName(value ?? '') })), ...countryChoices]
}

export const currencyChoices: Choice[] = Intl.supportedValuesOf('currency').map((value) => ({
  value,
  label: `${value} · ${named('currency', value)}`,
}))

export const timeZoneChoices: string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

const commonLanguages =
  'en sw fr pt es ar am ha yo ig zu xh so om rw ln hi bn ur pa ta te ml gu mr ne si zh ja ko vi th id ms tl ru uk pl de it nl tr fa ro el he'.split(
    ' ',
  )
export const languageChoices: Choice[] = commonLanguages
  .map((value) => ({ value, label: languageName(value) }))
  .sort(byLabel)

/** The language to offer for a tag that is not among the common ones. */
export const withLanguages = (tags: readonly (string | null)[]): Choice[] => [
  ...tags.flatMap((value) =>
    value === null || commonLanguages.includes(value) ? [] : [{ value, label: languageName(value) }],
  ),
  ...languageChoices,
]

/** The currency that people of a country pay in. */
export const currencyOf = (country: string): string => currencyOfCountry[country] ?? 'USD'

/** What the computer's own settings say about where it stands. */
export function placeOfThisComputer(): { country: string; timeZone: string } {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const region = new Intl.Locale(navigator.language).maximize().region ?? 'US'
  return {
    country: countryCodes.includes(region) ? region : 'US',
    timeZone: timeZoneChoices.includes(timeZone) ? timeZone : 'UTC',
  }
}
