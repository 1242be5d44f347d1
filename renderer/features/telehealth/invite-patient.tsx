import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import { useSession } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { LoadingShape } from '../../ui/loading-shape.js'
import { Notice } from '../../ui/notice.js'
import { PrintSheet } from '../../ui/print-sheet.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { QrCode } from '../prescriptions/qr-code.js'
import classes from './call.module.css'

/** The patient's way in: a slip with a QR code, or a message to copy. Made anew at each opening; the newest link counts. */
export function InvitePatient({ visit }: { visit: Visit }) {
  const { clinic } = useSession()
  const { id, code, startsAt } = visit.consultation
  const invite = useOperationCommand('telehealth.invitePatient')
  const { mutate } = invite
  useEffect(() => mutate({ consultationId: id }), [mutate, id])
  if (invite.error !== null) return <ErrorState error={invite.error} onRetry={() => mutate({ consultationId: id })} />
  if (invite.data === undefined) return <LoadingShape />
  const { link, expiresAt } = invite.data
  const message = `Your video visit at ${clinic.name}: open this link in your phone’s browser. It is for you alone, please do not pass it on.\n${link}`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(message)
      say({ tone: 'done', message: 'The message was copied. Paste it where you write to the patient.' })
    } catch {
      say({ tone: 'danger', message: 'The message could not be copied. Select it below and copy it by hand.' })
    }
  }
  return (
    <Stack gap="md">
      <Notice>
        The link opens this one visit for one person, until <TimeText at={expiresAt} />. A link that was made before and
        not used no longer opens it.
      </Notice>
      <Group gap="xs">
        <Button leftSection={<IconCopy size={16} />} onClick={() => void copy()}>
          Copy message
        </Button>
      </Group>
      <Textarea
        label="Message"
        value={message}
        readOnly
        autosize
        minRows={3}
        onFocus={(event) => event.currentTarget.select()}
      />
      <PrintSheet suggestedName={`invitation-${code}`}>
        <Text fw={700}>{clinic.name}</Text>
        <Text>
          Video visit {code}, <TimeText at={startsAt} />
        </Text>
        <Text>with {visit.doctor.displayName}</Text>
        <QrCode text={link} label="Code that opens the video visit" className={classes.qr} />
        <Text>Point your phone’s camera at the code and open the link. No app, no account. It is for you alone.</Text>
      </PrintSheet>
    </Stack>
  )
}
