import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type * as z from 'zod'
import type { AnyId } from '../../../core/kernel/ids.js'
import { type OutputOf, useOperationQuery } from '../../client/operations.js'
import { PdfView } from '../../ui/pdf-view.js'
import { QueryView } from '../../ui/query-view.js'
import classes from './documents.module.css'
import { bytesOf } from './read-document.js'

/** A document, decrypted for as long as it is looked at. */
export function DocumentView({ attachmentId }: { attachmentId: z.infer<typeof AnyId> }) {
  const document = useOperationQuery('attachments.open', { attachmentId })
  return <QueryView query={document}>{(opened) => <Opened document={opened} />}</QueryView>
}

function Opened({ document }: { document: OutputOf<'attachments.open'> }) {
  const { name, mediaType, content } = document
  const bytes = useMemo(() => bytesOf(content), [content])
  const [source, setSource] = useState<string | null>(null)
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
    setSource(url)
    return () => URL.revokeObjectURL(url)
  }, [bytes, mediaType])
  if (source === null) return null
  const isPicture = mediaType.startsWith('image/')
  return (
    <Stack gap="md">
      {isPicture ? <img src={source} alt={name} className={classes.picture} /> : <PdfView bytes={bytes} name={name} />}
      <Group>
        <Button
          component="a"
          href={source}
          // A copy outside is not named after anybody.
          download={`document.${mediaType.split('/')[1] ?? 'bin'}`}
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Save a copy
        </Button>
        <Text size="xs" c="dimmed">
          A copy is not encrypted. Delete it when you have used it.
        </Text>
      </Group>
    </Stack>
  )
}
