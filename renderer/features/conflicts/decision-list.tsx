import type { ConflictDetail } from '../../../core/sync/model.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { Timeline } from '../../ui/timeline.js'

/** The decisions so far, who made them, when and why; or that it settled itself. */
export function DecisionList({ conflict }: { conflict: ConflictDetail }) {
  const { decisions, isOpen, sides } = conflict
  if (decisions.length === 0)
    return isOpen ? null : (
      <Notice tone="done" title="Settled without a decision">
        What stood against each other no longer does: somebody’s later work ended the question.
      </Notice>
    )
  const wordsOf = (choice: string) => sides.find(({ id }) => id === choice)?.label ?? otherChoices[choice] ?? 'One side'
  return (
    <Section title={isOpen ? 'Decided before, and asked again' : 'How it was decided'}>
      <Timeline
        label="Decisions"
        events={[...decisions].reverse().map((decision) => ({
          title: `${wordsOf(decision.choice)}${decision.counts ? '' : ' (a later decision stands)'}`,
          at: decision.decidedAt,
          by: decision.decidedBy,
          note: decision.note,
          tone: decision.counts && !isOpen ? ('done' as const) : ('neutral' as const),
        }))}
      />
    </Section>
  )
}

const otherChoices: Readonly<Record<string, string>> = {
  both: 'Both stand',
  level: 'The stock was set to nothing',
  leave: 'Left until the delivery is written down',
  seen: 'The clocks were looked at',
}
