import classes from './devices.module.css'

/** A certificate's fingerprint in groups that two people can compare aloud. */
export function Fingerprint({ text }: { text: string }) {
  const groups =
    text
      .replace(/[^0-9A-Fa-f]/g, '')
      .toUpperCase()
      .match(/.{4}/g) ?? []
  return (
    <span className={classes.fingerprint} dir="ltr">
      {groups.join(' ')}
    </span>
  )
}
