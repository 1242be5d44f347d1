import { Button, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import type { ConsultationId } from '../../../core/kernel/ids.js'
import type { VisitMessage } from '../../../core/telehealth/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './call.module.css'
import { roleWords } from './call-words.js'

/** Messages of the visit: they are kept with it, and travel when there is a line. */
export function VisitMessages({ consultation }: { consultation: Visit['consultation'] }) {
  const can = useCan()
  return consultation.mode === 'video' && can('telehealth:join') ? <Messages consultationId={consultation.id} /> : null
}

function Messages({ consultationId }: { consultationId: ConsultationId }) {
  const messages = useOperationQuery('telehealth.listMessages', { consultationId })
  const [text, setText] = useState('')
  const send = useOperationCommand('telehealth.sendMessage', { onDone: () => setText('') })
  const items = messages.data?.items ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') send.mutate({ consultationId, text, photos: [] })
  }
  return (
    <section className={classes.panel} aria-label="Messages of the visit">
      <Text fw={600}>Messages</Text>
      {items.length === 0 ? (
        <Text size="xs" c="dimmed">
          For when the line is too weak to speak: kept with the visit, sent when there is a line.
        </Text>
      ) : (
        <ol className={classes.lines} aria-live="polite">
          {items.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ol>
      )}
      {send.error === null ? null : <ErrorState error={send.error} />}
      <form onSubmit={submit} className={classes.write}>
        <Textarea
          size="xs"
          autosize
          minRows={1}
          maxRows={4}
          aria-label="Message to the patient"
          value={text}
          maxLength={8_000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" variant="default" loading={send.isPending}>
          Send
        </Button>
      </form>
    </section>
  )
}

function Message({ message }: { message: VisitMessage }) {
  const { consultationId, from, authorName, text, sentAt, photos } = message
  return (
    <li data-mine={from !== 'patient' || undefined} dir="auto">
      <Text size="xs" c="dimmed">
        {authorName ?? roleWords[from]} · <TimeText at={sentAt} show="time" />
      </Text>
      {text}
      {photos.map((photo) => (
        <Photo key={photo.id} consultationId={consultationId} photoId={photo.id} />
      ))}
    </li>
  )
}

function Photo({ consultationId, photoId }: { consultationId: ConsultationId; photoId: string }) {
  const photo = useOperationQuery('telehealth.getPhoto', { consultationId, photoId })
  if (photo.isError)
    return (
      <Text size="xs" c="dimmed">
        {photo.error.message}
      </Text>
    )
  if (photo.data === undefined) return null
  const { mediaType, content } = photo.data
  const plain = content.replaceAll('-', '+').replaceAll('_', '/')
  return <img src={`data:${mediaType};base64,${plain}`} alt="What the patient sent" className={classes.video} />
}
