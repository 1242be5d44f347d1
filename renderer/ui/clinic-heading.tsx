import { Text } from '@mantine/core'
import { useSession } from '../app/session.js'
import classes from './clinic-heading.module.css'

/** Who a paper comes from: the clinic's logo and name, and its color under them. */
export function ClinicHeading({ name }: { name: string }) {
  const { accent, logo } = useSession().clinic
  return (
    <div
      className={classes.heading}
      style={accent === null ? {} : { borderColor: accent }}
      data-plain={accent === null}
    >
      {logo === null ? null : <img className={classes.logo} src={`data:image/png;base64,${logo}`} alt="" />}
      <Text fw={600}>{name}</Text>
    </div>
  )
}
