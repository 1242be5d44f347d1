import { UnstyledButton } from '@mantine/core'
import { clinicWords, useClinics } from '../../client/clinics.js'
import { ClinicMark } from '../../ui/clinic-mark.js'
import classes from './clinic-strip.module.css'

/** The other clinics of this computer, below the lock screen; and the way to one more. */
export function ClinicStrip() {
  const { clinics } = useClinics()
  const others = clinics.filter(({ isShown }) => !isShown)
  const isNew = clinics.some(({ isShown, name }) => isShown && name === null)
  if (isNew && others.length === 0) return null
  return (
    <nav className={classes.strip} aria-label="Clinics on this computer">
      {others.map((clinic) => (
        <UnstyledButton
          key={clinic.id}
          className={classes.clinic}
          onClick={() => void window.medichain.showClinic(clinic.id)}
        >
          <ClinicMark name={clinic.name} look={clinic.look} size={22} />
          <span className={classes.name}>{clinicWords(clinic)}</span>
          {clinic.isEntered ? <span className={classes.note}>signed in</span> : null}
        </UnstyledButton>
      ))}
      {isNew ? null : (
        <UnstyledButton className={classes.clinic} onClick={() => void window.medichain.addClinic()}>
          <ClinicMark name={null} size={22} />
          <span className={classes.name}>Add a clinic</span>
        </UnstyledButton>
      )}
    </nav>
  )
}
