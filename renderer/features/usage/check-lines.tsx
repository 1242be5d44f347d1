import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { UsageCheck } from '../../../core/usage/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import { faultWords } from './usage-words.js'

/** Recomputes all lines when it is asked to: the button, and what came of it. */
export function useCheckLines() {
  const [isAsked, setIsAsked] = useState(false)
  const check = useOperationQuery('usage.check', {}, { isEnabled: isAsked })
  const button = (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} />}
      loading={check.isFetching}
      onClick={() => (isAsked ? void check.refetch() : setIsAsked(true))}
    >
      Check the lines
    </Button>
  )
  const result = check.isError ? (
    <ErrorState error={check.error} />
  ) : check.data === undefined ? null : (
    <CheckNotice check={check.data} />
  )
  return { button, result }
}

function CheckNotice({
  check: { isIntact, lines, recounted, workstations, unknownSigners, fault },
}: {
  check: UsageCheck
}) {
  if (!isIntact || fault !== null)
    return (
      <Notice tone="danger" title={`The lines are not what was metered: line ${fault?.seq ?? '?'} is the first.`}>
        {fault === null ? null : faultWords[fault.kind]} Do not pay or issue by them. Tell whoever runs the platform.
      </Notice>
    )
  return (
    <Notice tone="done" title={lines === 1 ? 'The line is sound.' : `All ${countWords(lines)} lines are sound.`}>
      Every hash was recomputed and the signature under the last line of{' '}
      {workstations === 1 ? 'the workstation' : `each of ${workstations} workstations`} was checked
      {recounted === 0 ? '' : `; ${countWords(recounted)} were counted again from calls and messages`}.
      {unknownSigners === 0 ? '' : ' Of another workstation the key is not known here: its signature was not checked.'}
    </Notice>
  )
}
