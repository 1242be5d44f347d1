import type { Claim } from '../../../core/insurance/model.js'
import { Timeline } from '../../ui/timeline.js'
import { claimStateTones, claimStateWords } from './insurance-words.js'

/** A claim's way from draft to settlement. */
export function ClaimTimeline({ claim }: { claim: Claim }) {
  return (
    <Timeline
      label={`History of claim ${claim.code}`}
      events={claim.events.map(({ state, ...event }) => ({
        ...event,
        title: claimStateWords[state],
        tone: claimStateTones[state],
      }))}
    />
  )
}
