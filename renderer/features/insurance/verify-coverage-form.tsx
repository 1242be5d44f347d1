import { Button, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Payable } from '../../../core/billing/model.js'
import type { Coverage, Verification } from '../../../core/insurance/model.js'
import type { CoverageId } from '../../../core/kernel/ids.js'
import { useOperationCommand } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { dateWords } from '../../ui/time-words.js'

const selfPay = 'self-pay'

interface VerifyCoverageFormProps {
  payable: Payable
  coverages: readonly Coverage[]
  /** The coverage of the verification before, if there was one. */
  formerId: CoverageId | null | undefined
  isPrimary: boolean
  /** `Verify coverage`, unless another button of the page has this name. */
  label?: string
  onDone?: (verification: Verification) => void
}

/** Asks a plan what it pays for a visit or an order; without a plan the patient pays for everything. */
export function VerifyCoverageForm({
  payable,
  coverages,
  formerId,
  isPrimary,
  label,
  onDone,
}: VerifyCoverageFormProps) {
  const today = useToday()
  const active = coverages.filter((coverage) => isActive(coverage, today))
  const [chosen, setChosen] = useState<string>(() => formerId ?? active[0]?.id ?? coverages[0]?.id ?? selfPay)
  const verify = useOperationCommand('insurance.verifyCoverage', onDone === undefined ? {} : { onDone })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (verify.isPending) return
        const coverageId = coverages.find((coverage) => coverage.id === chosen)?.id ?? null
        verify.mutate({ payable, coverageId })
      }}
    >
      <Stack gap="sm" align="flex-start">
        {verify.isError ? <ErrorState error={verify.error} /> : null}
        <Radio.Group label="Who pays?" value={chosen} onChange={setChosen}>
          <Stack gap={6} mt={6}>
            {coverages.map((coverage) => (
              <Radio
                key={coverage.id}
                value={coverage.id}
                label={`${coverage.planName} · ${coverage.payerName}`}
                description={`Member ${coverage.memberNumber}, ${periodWords(coverage, today)}`}
              />
            ))}
            <Radio value={selfPay} label="Self-pay" description="No plan is asked; the patient pays for everything" />
          </Stack>
        </Radio.Group>
        {coverages.length === 0 ? (
          <Text size="sm" c="dimmed">
            No coverage is on record. Add one on the patient’s page, or go on as self-pay.
          </Text>
        ) : null}
        <Button type="submit" variant={isPrimary ? 'filled' : 'default'} loading={verify.isPending}>
          {label ?? 'Verify coverage'}
        </Button>
      </Stack>
    </form>
  )
}

const isActive = (coverage: Coverage, today: string): boolean =>
  coverage.validFrom <= today && (coverage.validUntil === null || coverage.validUntil >= today)

function periodWords(coverage: Coverage, today: string): string {
  if (coverage.validFrom > today) return `starts ${dateWords(coverage.validFrom)}`
  if (coverage.validUntil === null) return 'active, no end known'
  return coverage.validUntil < today
    ? `ended ${dateWords(coverage.validUntil)}`
    : `active until ${dateWords(coverage.validUntil)}`
}
