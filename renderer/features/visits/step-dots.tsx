import type { VisitSummary } from '../../../core/encounters/model.js'
import classes from './step-dots.module.css'
import { stepStateWords, stepWords } from './step-words.js'

/** The eight steps of a visit as small dots; screen readers hear how far it has come. */
export function StepDots({ steps }: { steps: VisitSummary['steps'] }) {
  const words = steps.map(({ name, state }) => `${stepWords[name]} ${stepStateWords[state]}`).join(', ')
  return (
    <span className={classes.dots} role="img" aria-label={words} title={words}>
      {steps.map(({ name, state }) => (
        <span key={name} className={classes.dot} data-state={state} />
      ))}
    </span>
  )
}
