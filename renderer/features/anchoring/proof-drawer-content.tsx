import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ChainEntry, ProofDetail, ProofFile } from '../../../core/anchoring/model.js'
import { EntityKind, isAnchored } from '../../../core/kernel/entities.js'
import { messageOf } from '../../client/errors.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import classes from './chain-page.module.css'

/** One entry, with all that is needed to check it without us. */
export function ProofDrawerContent({ entry }: { entry: ChainEntry }) {
  const kind = EntityKind.safeParse(entry.kind)
  return (
    <Stack gap="md">
      {entry.problem === null ? null : (
        <Notice tone="attention" title="The contract refused this.">
          {entry.problem}
        </Notice>
      )}
      <Facts
        items={[
          {
            label: 'Record',
            value:
              entry.fn === null ? `${entry.kind}, version ${entry.version}` : `${entry.kind}, a call of ${entry.fn}`,
          },
          {
            label: 'Transaction',
            value: entry.txHash === null ? 'Waits for the next batch' : <code>{entry.txHash}</code>,
          },
          { label: 'Block', value: entry.blockNumber ?? 'Not in a block yet' },
          { label: 'Commitment', value: <code>{entry.commitment}</code> },
        ]}
      />
      {kind.success && entry.fn === null && isAnchored(kind.data) ? (
        <Detail kind={kind.data} recordId={entry.recordId} />
      ) : null}
    </Stack>
  )
}

function Detail({ kind, recordId }: { kind: EntityKind; recordId: string }) {
  const proof = useOperationQuery('anchoring.getProof', { kind, recordId })
  return <QueryView query={proof}>{(detail) => <Checked detail={detail} />}</QueryView>
}

function Checked({ detail }: { detail: ProofDetail }) {
  const isSound = detail.isContentIntact && detail.isOnChain !== false
  return (
    <>
      <Notice
        tone={isSound ? (detail.isOnChain ? 'done' : 'neutral') : 'danger'}
        title={
          detail.isContentIntact
            ? 'The stored record is exactly what was committed.'
            : 'The stored record differs from what was committed. Tell your administrator.'
        }
      >
        {detail.isOnChain === null
          ? 'The chain has not got it yet, or cannot be asked now.'
          : detail.isOnChain
            ? 'The chain confirms it.'
            : 'The chain does not confirm it.'}
      </Notice>
      {detail.file === null ? (
        <Text c="dimmed">
          It can be saved for somebody else to check as soon as its batch is in a block and the chain answers.
        </Text>
      ) : (
        <SaveProof file={detail.file} />
      )}
      <Facts
        items={[
          { label: 'Domain', value: <code>{detail.domain}</code> },
          { label: 'Record id', value: <code>{detail.recordId}</code> },
          { label: 'Salt', value: <code>{detail.salt}</code> },
          { label: 'Content hash', value: <code>{detail.contentHash}</code> },
          { label: 'Merkle root', value: <code>{detail.merkle?.root ?? 'not batched yet'}</code> },
        ]}
      />
      {detail.merkle === null || detail.merkle.path.length === 0 ? null : (
        <div>
          <Text size="xs" c="dimmed">
            Merkle path
          </Text>
          <ol className={classes.path}>
            {detail.merkle.path.map((hash) => (
              <li key={hash}>
                <code>{hash}</code>
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  )
}

/** Gives the proof away, for whoever does not want to take our word. */
function SaveProof({ file }: { file: ProofFile }) {
  return (
    <Stack gap="xs">
      <Text>
        Anybody can check this without MediChain and against a node of their choice: <code>npm run verify</code> or the
        stand-alone page reads the saved file. It holds hashes and the record’s id, and nothing of its content.
      </Text>
      <Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() =>
            window.medichain.saveText('proof.json', `${JSON.stringify(file, null, 2)}\n`).then(
              ({ isSaved }) => isSaved && say({ tone: 'done', message: 'The proof is saved.' }),
              (error: unknown) => say({ tone: 'danger', message: messageOf(error) }),
            )
          }
        >
          Save proof
        </Button>
      </Group>
    </Stack>
  )
}
