import type { ClinicLook } from '../../core/kernel/shell-protocol.js'
import classes from './clinic-mark.module.css'

interface ClinicMarkProps {
  name: string | null
  look?: Pick<ClinicLook, 'accent' | 'logo'>
  size?: number
}

/** A clinic's sign: its logo, or the first letter of its name on its color; a plus for one that is yet to be. The name always stands beside it. */
export function ClinicMark({ name, look, size = 26 }: ClinicMarkProps) {
  if (look?.logo)
    return (
      <img
        className={classes.logo}
        style={{ inlineSize: size, blockSize: size }}
        src={`data:image/png;base64,${look.logo}`}
        alt=""
      />
    )
  return (
    <span
      className={classes.mark}
      data-new={name === null}
      style={{ inlineSize: size, blockSize: size, ...(look?.accent && { background: look.accent }) }}
      aria-hidden
    >
      {name === null ? '+' : (Array.from(name.trim())[0]?.toUpperCase() ?? '')}
    </span>
  )
}
