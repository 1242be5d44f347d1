import { UnstyledButton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircle,
  IconCircleArrowRight,
  IconCircleCheck,
  IconCircleMinus,
} from '@tabler/icons-react'
import type { Step, StepName, Visit } from '../../../core/encounters/model.js'
import type { EntityKind } from '../../../core/kernel/entities.js'
import { Seal } from '../../ui/seal.js'
import { TimeText } from '../../ui/time-text.js'
import { stepStateWords, stepWords } from './step-words.js'
import classes from './visit-page.module.css'

const marks = {
  done: IconCircleCheck,
  next: IconCircleArrowRight,
  open: IconCircle,
  blocked: IconAlertTriangle,
  'not-needed': IconCircleMinus,
} as const satisfies Record<Step['state'], unknown>

interface VisitRailProps {
  visit: Visit
  current: StepName
  onShow: (step: StepName) => void
}

/** The eight steps of the visit: how each stands, by whom, when, and its proof. */
export function VisitRail({ visit, current, onShow }: VisitRailProps) {
  return (
    <nav aria-label="Steps of the visit">
      <ol className={classes.rail}>
        {visit.steps.map((step) => (
          <RailStep key={step.name} visit={visit} step={step} isCurrent={step.name === current} onShow={onShow} />
        ))}
      </ol>
    </nav>
  )
}

interface RailStepProps {
  visit: Visit
  step: Step
  isCurrent: boolean
  onShow: (step: StepName) => void
}

function RailStep({ visit, step, isCurrent, onShow }: RailStepProps) {
  const Mark = marks[step.state]
  return (
    <li className={classes.step} data-state={step.state}>
      <UnstyledButton
        className={classes.stepButton}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={() => onShow(step.name)}
      >
        <Mark size={18} aria-hidden className={classes.mark} />
        <span>
          <span className={classes.name}>{stepWords[step.name]}</span>
          <span className="mc-visually-hidden">, {stepStateWords[step.state]}. </span>
          <span className={classes.statement} style={{ display: 'block' }}>
            {step.statement}
          </span>
          {step.at === null ? null : (
            <span className={classes.when}>
              <TimeText at={step.at} />
              {step.by === null ? '' : ` · ${step.by}`}
            </span>
          )}
        </span>
      </UnstyledButton>
      {step.proof === null ? null : (
        <div className={classes.proof}>
          <Seal proof={step.proof} {...recordOf(visit, step)} />
        </div>
      )}
    </li>
  )
}

/** Which record a step's proof is of, so that the seal can check it; found by its commitment. */
function recordOf(visit: Visit, { name, proof }: Step): { kind: EntityKind; recordId: string } | object {
  const records: { kind: EntityKind; recordId: string; commitment: string | undefined }[] = [
    ...(visit.verification === null
      ? []
      : [
          {
            kind: 'coverage-verification' as const,
            recordId: visit.verification.id,
            commitment: visit.verification.proof.commitment,
          },
        ]),
    ...visit.payments.map((one) => ({ kind: 'payment' as const, recordId: one.id, commitment: one.proof.commitment })),
    ...visit.prescriptions.map((one) => ({
      kind: 'prescription' as const,
      recordId: one.id,
      commitment: one.proof.commitment,
    })),
    ...visit.orders.map(({ order }) => ({
      kind: 'order' as const,
      recordId: order.id,
      commitment: order.proof.commitment,
    })),
    ...visit.claims.map((one) => ({ kind: 'claim' as const, recordId: one.id, commitment: one.proof.commitment })),
  ]
  if (name === 'booked') return { kind: 'consultation', recordId: visit.consultation.id }
  const found = records.find((record) => record.commitment === proof?.commitment)
  return found === undefined ? {} : { kind: found.kind, recordId: found.recordId }
}
