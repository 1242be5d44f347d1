import type { Capability } from '../../../core/scheduling/model.js'

/** What a doctor can do at a distance, as people say it. */
export const capabilityWords = {
  video: 'Video visits',
  chat: 'Chat',
  'e-prescribing': 'E-prescribing',
  'remote-monitoring': 'Remote monitoring',
} as const satisfies Record<Capability, string>

export const capabilityChoices = Object.entries(capabilityWords).map(([value, label]) => ({ value, label }))
