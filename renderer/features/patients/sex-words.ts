/** FHIR's administrative genders as people say them. */
export const sexChoices = [
  { value: 'female', label: 'Female' },
  { value: 'male', label: 'Male' },
  { value: 'other', label: 'Other' },
  { value: 'unknown', label: 'Not known' },
] as const

export const sexWords = { female: 'Female', male: 'Male', other: 'Other', unknown: 'Not known' } as const
