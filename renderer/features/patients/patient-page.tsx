import { Button } from '@mantine/core'
import { IconCalendarPlus, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { PatientId } from '../../../core/kernel/ids.js'
import { useGo, useIdParam } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page, Section } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { languageName, placeName } from '../../ui/places.js'
import { QueryView } from '../../ui/query-view.js'
import { DateText, TimeText } from '../../ui/time-text.js'
import { ClosedNotice, EmergencyNotice } from '../access/emergency-notice.js'
import { AllergyList } from './allergy-list.js'
import { CoverageList } from './coverage-list.js'
import { DocumentList } from './document-list.js'
import { EditPatientForm } from './edit-patient-form.js'
import { PatientHistory } from './patient-history.js'
import { PatientMark } from './patient-mark.js'
import classes from './patient-page.module.css'
import { PatientVisits } from './patient-visits.js'
import { RecordCopies } from './record-copies.js'
import { sexWords } from './sex-words.js'

/** Everything about one person: who they are, what endangers them, who pays, and their visits. */
export function PatientPage() {
  const patientId = useIdParam('patientId', PatientId)
  const banner = useOperationQuery('patients.getBanner', { patientId })
  const can = useCan()
  const standing = useOperationQuery('access.getStanding', { patientId }, { isEnabled: can('encounters:read') })
  const isClosed = standing.data?.relation === 'none'
  const [isEditing, setIsEditing] = useState(false)
  const go = useGo()
  return (
    <QueryView query={banner} loading={<Page title="Patient">{null}</Page>}>
      {(data) => {
        const { patient } = data
        const address = [patient.address?.line, patient.address?.postalCode, patient.address?.city]
          .filter((part) => part !== null && part !== undefined)
          .join(', ')
        const country = patient.address?.jurisdiction ?? null
        return (
          <Page
            title={data.fullName}
            isTitleShownAbove
            above={
              <PatientBanner
                banner={data}
                actions={
                  can('scheduling:write') ? (
                    <Button
                      leftSection={<IconCalendarPlus size={16} />}
                      onClick={() => go(`/book?patient=${patientId}`)}
                    >
                      Book visit
                    </Button>
                  ) : null
                }
              />
            }
          >
            {isClosed ? <ClosedNotice patientId={patientId} /> : null}
            {standing.isSuccess ? <EmergencyNotice patientId={patientId} /> : null}
            <div className={classes.columns}>
              <div className={classes.column}>
                {can('encounters:read') ? <PatientVisits patientId={patientId} /> : null}
                <Section
                  title="Details"
                  actions={
                    can('patients:write') ? (
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconPencil size={15} />}
                        onClick={() => setIsEditing(true)}
                      >
                        Edit details
                      </Button>
                    ) : null
                  }
                >
                  <Facts
                    items={[
                      { label: 'Given name', value: patient.givenName },
                      { label: 'Family name', value: patient.familyName },
                      {
                        label: 'Date of birth',
                        value: patient.birthDate === null ? null : <DateText date={patient.birthDate} />,
                      },
                      { label: 'Sex', value: sexWords[patient.sex] },
                      { label: 'Phone', value: patient.phone },
                      { label: 'E-mail', value: patient.email },
                      { label: 'Language', value: patient.language === null ? null : languageName(patient.language) },
                      { label: 'Address', value: address === '' ? null : address },
                      { label: 'Country', value: country === null ? null : placeName(country) },
                      { label: 'Number elsewhere', value: patient.externalId },
                      { label: 'Registered', value: <TimeText at={patient.registeredAt} /> },
                      { label: 'Last changed', value: <TimeText at={patient.updatedAt} isRelative /> },
                    ]}
                  />
                </Section>
                <PatientHistory patientId={patientId} />
              </div>
              <div className={classes.column}>
                <AllergyList patientId={patientId} patientName={data.fullName} allergies={data.allergies} />
                {can('insurance:read') ? <CoverageList patientId={patientId} /> : null}
                {standing.isSuccess && !isClosed ? <DocumentList patientId={patientId} /> : null}
                {can('audit:read') ? <PatientMark patientId={patientId} /> : null}
                {can('records:export') && !isClosed ? (
                  <RecordCopies patientId={patientId} patientName={data.fullName} />
                ) : null}
              </div>
            </div>
            <FormDrawer isOpen={isEditing} onClose={() => setIsEditing(false)} title={`Details of ${data.fullName}`}>
              <EditPatientForm patient={patient} onDone={() => setIsEditing(false)} />
            </FormDrawer>
          </Page>
        )
      }}
    </QueryView>
  )
}
