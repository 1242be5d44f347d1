import { useState } from 'react'
import { PatientId, SlotId, StaffId } from '../../../core/kernel/ids.js'
import type { Slot } from '../../../core/scheduling/model.js'
import { useSearchParams } from '../../app/navigation.js'
import { Page, Section } from '../../ui/page.js'
import { BookForm } from './book-form.js'
import classes from './book-page.module.css'
import { DoctorPicker } from './doctor-picker.js'
import { PatientPicker } from './patient-picker.js'

/** Book a visit: who, with whom and when, and why. Each part may come filled from where the person was. */
export function BookPage() {
  const asked = useSearchParams()
  const [patientId, setPatientId] = useState(() => PatientId.safeParse(asked.patient).data)
  const [slot, setSlot] = useState<Slot | null>(null)
  return (
    <Page title="Book visit">
      <div className={classes.columns}>
        <div className={classes.choices}>
          <Section title="Patient">
            <PatientPicker patientId={patientId} onChange={setPatientId} />
          </Section>
          <Section title="Doctor and time">
            <DoctorPicker
              startDoctorId={StaffId.safeParse(asked.doctor).data}
              startSlotId={SlotId.safeParse(asked.slot).data}
              startDay={asked.day}
              slot={slot}
              onChange={setSlot}
            />
          </Section>
        </div>
        <div className={classes.visit}>
          <Section title="Visit">
            <BookForm patientId={patientId} slot={slot} onSlotChange={setSlot} />
          </Section>
        </div>
      </div>
    </Page>
  )
}
