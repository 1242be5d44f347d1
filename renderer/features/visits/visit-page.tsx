import { useState } from 'react'
import { StepName, type Visit } from '../../../core/encounters/model.js'
import { ConsultationId } from '../../../core/kernel/ids.js'
import { useGo, useIdParam, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { isRefusal } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { Page } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { visitStateTones, visitStateWords } from '../../ui/visit-words.js'
import { EmergencyNotice } from '../access/emergency-notice.js'
import { OpenEmergencyPage } from '../access/open-emergency.js'
import { VisitCall } from '../telehealth/call-door.js'
import { VisitMessages } from '../telehealth/visit-messages.js'
import { firstStepFor } from './next-actions.js'
import { NextStrip } from './next-strip.js'
import { StepPanel } from './step-panel.js'
import { useVisitActs } from './visit-acts.js'
import classes from './visit-page.module.css'
import { VisitRail } from './visit-rail.js'

/** One visit: who it is, how far it has come, the one thing to do next, and everything that hangs on it. */
export function VisitPage() {
  const consultationId = useIdParam('consultationId', ConsultationId)
  const visit = useOperationQuery('encounters.getVisit', { consultationId })
  if (isRefusal(visit.error, 'NO_CARE_RELATION'))
    return (
      <OpenEmergencyPage title="Visit" patientId={visit.error.data.patientId} onOpened={() => void visit.refetch()} />
    )
  return (
    <QueryView query={visit} loading={<Page title="Visit">{null}</Page>}>
      {(data) => <VisitView key={consultationId} visit={data} />}
    </QueryView>
  )
}

function VisitView({ visit }: { visit: Visit }) {
  const can = useCan()
  const go = useGo()
  const asked = StepName.safeParse(useSearchParams().step).data
  // The page opens where there is something to do, and then stays where the person is: a step that was just done is not
  // swept away by the next one.
  const [first] = useState(() => firstStepFor(visit, can))
  const step = asked ?? first
  const { consultation, doctor } = visit
  const show = (next: StepName) => go(`/visits/${consultation.id}?step=${next}`, { isReplacing: true })
  const { acts, drawers } = useVisitActs(visit, show)
  return (
    <Page
      title={`Visit ${consultation.code}`}
      subtitle={
        <>
          <TimeText at={consultation.startsAt} isRelative /> · {doctor.displayName}, {doctor.specialty} ·{' '}
          {consultation.mode === 'video' ? 'by video' : 'in person'}
        </>
      }
      above={<PatientBanner banner={visit.banner} />}
      actions={
        <StatusBadge tone={visitStateTones[consultation.state]}>{visitStateWords[consultation.state]}</StatusBadge>
      }
    >
      <EmergencyNotice patientId={consultation.patientId} />
      <NextStrip visit={visit} step={step} acts={acts} />
      <div className={classes.body} data-video={consultation.mode === 'video' || undefined}>
        <div className={classes.side}>
          <VisitCall visit={visit} />
          <VisitRail visit={visit} current={step} onShow={show} />
          <VisitMessages consultation={consultation} />
        </div>
        <div className={classes.panel}>
          <StepPanel visit={visit} step={step} acts={acts} />
        </div>
      </div>
      {drawers}
    </Page>
  )
}
