import { Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { useCalls } from '../../features/telehealth/call-context.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { useDrafts } from '../../ui/drafts.js'

/** A clinic's id, or one that is yet to be set up. */
type Target = { clinicId: string } | 'new'

const SwitchContext = createContext<(target: Target) => void>(() => undefined)

/** Shows another clinic: `const show = useClinicSwitch(); show({ clinicId })`. */
export const useClinicSwitch = () => useContext(SwitchContext)

const leaveFor = (target: Target) =>
  target === 'new' ? window.medichain.addClinic() : window.medichain.showClinic(target.clinicId)

/** The page goes when another clinic is shown, and what was typed with it: asks before, where there is something to lose. */
export function ClinicSwitchProvider({ children }: { children: ReactNode }) {
  const drafts = useDrafts()
  const isInCall = useCalls().active !== null
  const [asked, setAsked] = useState<Target | null>(null)
  const show = useCallback(
    (target: Target) => {
      if (isInCall || !drafts.isEmpty()) setAsked(target)
      else void leaveFor(target)
    },
    [drafts, isInCall],
  )
  return (
    <SwitchContext value={show}>
      {children}
      <ConfirmDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={isInCall ? 'Leave the call?' : 'Leave what you typed?'}
        confirmLabel={asked === 'new' ? 'Add a clinic' : 'Show the other clinic'}
        keepLabel="Stay here"
        onConfirm={() => {
          if (asked !== null) void leaveFor(asked)
        }}
      >
        <Text>
          {isInCall
            ? 'The window shows one clinic at a time, so the call ends for you when it shows another. The patient stays in it, and you can join again.'
            : 'The window keeps nothing of one clinic while it shows another: what you typed here and did not save is thrown away. What was saved is safe.'}
        </Text>
      </ConfirmDialog>
    </SwitchContext>
  )
}
