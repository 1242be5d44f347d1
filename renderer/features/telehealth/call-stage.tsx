import { IconVideoOff } from '@tabler/icons-react'
import type { CallState, Person } from '../../../call/state.js'
import classes from './call.module.css'
import { nameOf, whyNoPicture } from './call-words.js'
import { TrackSound, TrackVideo } from './media-views.js'

/** Who is seen: the shared screen first, then each person, and oneself small in the corner. */
export function CallStage({ state }: { state: CallState }) {
  const others = state.people.filter(({ id, state: seat }) => id !== state.self && seat === 'admitted')
  const screen = state.seen.find(({ source, readability }) => source === 'screen' && readability === 'readable')
  const { camera } = state.devices
  return (
    <div className={classes.stage} data-remote>
      {screen ? <TrackVideo track={screen.track} label="The shared screen" isWhole /> : null}
      {others.map((person) => (
        <Face key={person.id} person={person} state={state} />
      ))}
      {others.length === 0 ? (
        <p className={classes.why}>Nobody else is in the call. Admit who waits, or invite the patient.</p>
      ) : null}
      {camera.state === 'on' && !state.isCameraHidden ? (
        <div className={classes.self}>
          <TrackVideo track={camera.track} label="Your own picture" isMirrored />
        </div>
      ) : null}
      {state.seen
        .filter(({ kind }) => kind === 'audio')
        .map(({ consumerId, track }) => (
          <TrackSound key={consumerId} track={track} />
        ))}
    </div>
  )
}

function Face({ person, state }: { person: Person; state: CallState }) {
  const camera = state.seen.find(({ participant, source }) => participant === person.id && source === 'camera')
  const why = whyNoPicture(person, camera, state.step)
  return (
    <figure className={classes.face}>
      {camera !== undefined && why === null ? (
        <TrackVideo track={camera.track} label={nameOf(person)} />
      ) : (
        <p className={classes.why}>
          <IconVideoOff size={20} aria-hidden />
          <span>{why}</span>
        </p>
      )}
      <figcaption dir="auto">{nameOf(person)}</figcaption>
    </figure>
  )
}
