import { Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type Photo as PhotoToSend, pictureUrl, readPhoto } from '../../../call/media/photo.js'
import type { Visit } from '../../../core/encounters/model.js'
import type { ConsultationId } from '../../../core/kernel/ids.js'
import type { VisitMessage } from '../../../core/telehealth/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
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
  const [photos, setPhotos] = useState<readonly PhotoToSend[]>([])
  const [isUnreadable, setIsUnreadable] = useState(false)
  const clear = () => {
    setText('')
    setPhotos([])
  }
  const send = useOperationCommand('telehealth.sendMessage', { onDone: clear })
  const items = messages.data?.items ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '' || photos.length > 0) send.mutate({ consultationId, text, photos: [...photos] })
  }
  const add = async (files: File[]) => {
    const read = await Promise.all(files.map(readPhoto))
    setIsUnreadable(read.includes(null))
    setPhotos((before) => [...before, ...read.filter((photo) => photo !== null)].slice(0, maximumPhotos))
  }
  return (
    <section className={classes.panel} aria-label="Messages of the visit">
      <Text fw={600}>Messages</Text>
      {items.length === 0 ? (
        <Text size="xs" c="dimmed">
          For when the line is too weak to speak: kept with the visit, sent when there is a line.
        </Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ol className={classes.lines} aria-label="Messages" aria-live="polite" tabIndex={0}>
          {items.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ol>
      )}
      {send.error === null ? null : <ErrorState error={send.error} />}
      {isUnreadable ? <Notice tone="attention">A picture could not be read. Choose a JPEG or PNG.</Notice> : null}
      {photos.length === 0 ? null : (
        <Group gap="xs">
          {photos.map((photo, at) => (
            <button
              key={photo.content.slice(-32)}
              type="button"
              className={classes.thumb}
              aria-label={`Remove photo ${at + 1}`}
              title="Remove"
              onClick={() => setPhotos(photos.filter((other) => other !== photo))}
            >
              <img src={pictureUrl(photo)} alt="" />
            </button>
          ))}
        </Group>
      )}
      <form onSubmit={submit} className={classes.write}>
        <FileButton multiple accept="image/*" onChange={(files) => void add(files)}>
          {(props) => (
            <Button size="xs" variant="default" leftSection={<IconPhoto size={15} />} {...props}>
              Photo
            </Button>
          )}
        </FileButton>
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

/** As many as one message takes. */
const maximumPhotos = 4

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
  return <img src={pictureUrl({ mediaType, content })} alt="Sent with the message" className={classes.photo} />
}
