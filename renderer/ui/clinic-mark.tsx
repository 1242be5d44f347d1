import classes from './clinic-mark.module.css'

/** A clinic's sign: the first letter of its name; a plus for one that is yet to be. The name always stands beside it. */
export function ClinicMark({ name, size = 26 }: { name: string | null; size?: number }) {
  return (
    <span className={classes.mark} data-new={name === null} style={{ inlineSize: size, blockSize: size }} aria-hidden>
      {name === null ? '+' : (Array.from(name.trim())[0]?.toUpperCase() ?? '')}
    </span>
  )
}
