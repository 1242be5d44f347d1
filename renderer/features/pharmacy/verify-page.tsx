import { Button, Group, TextInput } from '@mantine/core'
import { IconQrcode } from '@tabler/icons-react'
import { useState } from 'react'
import { readCode } from '../../../core/kernel/code.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Page, Section } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { PrescriptionCard } from '../prescriptions/prescription-card.js'
import { PharmacyTabs } from './pharmacy-tabs.js'

/** What a reader of the paper gives: the typed code, or the text of the QR code with the code in it. */
const codeIn = (typed: string): string | undefined => {
  const [scheme, kind, , code] = typed.trim().split(':')
  return readCode(scheme === 'medichain' && kind === 'rx' ? (code ?? '') : typed)
}

/** Checks a prescription by the code on its paper, typed or scanned. */
export function VerifyPage() {
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const [isWrong, setIsWrong] = useState(false)
  return (
    <Page title="Pharmacy" width="wide">
      <PharmacyTabs current="/pharmacy/verify" />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const code = codeIn(typed)
          setIsWrong(code === undefined)
          setAsked(code ?? null)
        }}
      >
        <Group align="flex-start" gap="xs">
          <TextInput
            label="Code on the paper"
            description="Type the code, or scan the QR code into this field"
            placeholder="R-7K3F9Q"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            w={320}
            value={typed}
            error={isWrong ? 'A letter or digit of this code is not right. Read it again.' : null}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" mt={44}>
            Find prescription
          </Button>
        </Group>
      </form>
      {asked === null ? (
        <EmptyState icon={<IconQrcode size={22} />} title="Is this paper genuine?">
          The content, the doctor’s signature, the fills and the chain are checked, and each finding is said.
        </EmptyState>
      ) : (
        <Found key={asked} code={asked} />
      )}
    </Page>
  )
}

function Found({ code }: { code: string }) {
  const prescription = useOperationQuery('prescriptions.findByCode', { code })
  return (
    <QueryView query={prescription}>
      {(data) => (
        <>
          <Holder patientId={data.patientId} />
          <Section title={`Prescription ${data.code}`}>
            <PrescriptionCard prescription={data} isVerifying />
          </Section>
        </>
      )}
    </QueryView>
  )
}

function Holder({ patientId }: { patientId: string }) {
  const can = useCan()
  const banner = useOperationQuery('patients.getBanner', { patientId }, { isEnabled: can('patients:read') })
  return banner.data === undefined ? null : <PatientBanner banner={banner.data} />
}
