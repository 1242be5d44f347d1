import { Group, SegmentedControl, Text, Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import type * as z from 'zod'
import { useCan, useSession } from '../../app/session.js'
import type { OperationPath } from '../../client/operations.js'
import type { Fact } from '../../ui/facts.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import type { Tone } from '../../ui/tone.js'

/** What somebody must look at a second time, and what they said of it. */
interface Reviewed<O extends string> {
  outcome: O | null
  reviewedBy: string | null
  comment: string | null
}

/** How each outcome is called and shown; the first is the one that most reviews end with. */
export type OutcomeWords<O extends string> = Readonly<Record<O, { label: string; tone: Tone }>>

interface ReviewBarProps {
  label: string
  isOpen: boolean
  onChange: (isOpen: boolean) => void
  /** Further acts on the list. */
  children?: ReactNode
}

/** Above a list: only what waits, or everything. */
export function ReviewBar({ label, isOpen, onChange, children }: ReviewBarProps) {
  return (
    <Group>
      <SegmentedControl
        aria-label={label}
        value={isOpen ? 'open' : 'all'}
        onChange={(value) => onChange(value === 'open')}
        data={[
          { value: 'open', label: 'To review' },
          { value: 'all', label: 'All' },
        ]}
      />
      {children}
    </Group>
  )
}

/** What the review came to, or that it is still to do. */
export function OutcomeBadge<O extends string>({ outcome, words }: { outcome: O | null; words: OutcomeWords<O> }) {
  if (outcome === null) return <StatusBadge tone="attention">To review</StatusBadge>
  return <StatusBadge tone={words[outcome].tone}>{words[outcome].label}</StatusBadge>
}

/** Who reviewed it and what they said; empty while nobody has. */
export const reviewFacts = <O extends string>(
  { outcome, reviewedBy, comment }: Reviewed<O>,
  words: OutcomeWords<O>,
): Fact[] => [
  { label: 'Review', value: outcome === null ? null : words[outcome].label },
  { label: 'Reviewed by', value: reviewedBy },
  { label: 'Comment', value: comment },
]

interface ReviewPartProps<O extends string> {
  path: OperationPath
  schema: z.ZodType
  /** Whatever names the reviewed thing and the version that was seen. */
  subject: Readonly<Record<string, unknown>>
  outcome: O | null
  words: OutcomeWords<O>
  /** Who it is about: nobody reviews themselves. */
  aboutId: string | null
  onDone: () => void
}

/** The form of a review that is still to do, for whoever may give it. */
export function ReviewPart<O extends string>({ outcome, aboutId, ...form }: ReviewPartProps<O>) {
  const can = useCan()
  const { staff } = useSession()
  if (outcome !== null || !can('insight:review')) return null
  if (aboutId === staff.id) return <Text c="dimmed">This is about you. Somebody else reviews it.</Text>
  return <ReviewForm {...form} />
}

function ReviewForm<O extends string>({
  path,
  schema,
  subject,
  words,
  onDone,
}: Omit<ReviewPartProps<O>, 'outcome' | 'aboutId'>) {
  const outcomes = Object.entries<{ label: string }>(words).map(([value, { label }]) => ({ value, label }))
  const state = useOperationForm({
    path,
    schema,
    initial: { comment: '', outcome: outcomes[0]?.value ?? '' },
    toInput: (values) => ({ ...values, ...subject }),
    onDone: () => {
      say({ tone: 'done', message: 'The review is kept with your name.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Save review">
      <SegmentedControl aria-label="Outcome" data={outcomes} {...state.form.getInputProps('outcome')} />
      <Textarea label="Comment" autosize minRows={2} maxLength={500} {...state.form.getInputProps('comment')} />
    </OperationFields>
  )
}
