import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconAccessPoint } from '@tabler/icons-react'
import { useId } from 'react'
import { RelayAddress } from '../../../core/devices/model.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { Notice } from '../../ui/notice.js'
import classes from './devices.module.css'
import { Fingerprint } from './fingerprint.js'

export interface RelayChoice {
  url: string
  fingerprint: string | null
}

export interface RelayPickerState {
  /** The address of a hub that was found, or `typed`. */
  chosen: string
  typed: string
}

interface RelayPickerProps {
  state: RelayPickerState
  onChange: (state: RelayPickerState) => void
  error?: string | null
}

/** Relays that announce themselves in the network, as they appear, and an address to type. */
export function RelayPicker({ state, onChange, error = null }: RelayPickerProps) {
  const hubs = useOperationQuery('devices.findHubs', {}, { everyMs: 3_000 })
  const name = useId()
  const found = hubs.data ?? []
  const option = (value: string) => ({
    type: 'radio' as const,
    name,
    value,
    checked: state.chosen === value,
    onChange: () => onChange({ ...state, chosen: value }),
  })
  return (
    <fieldset className={classes.choices}>
      <legend>
        <Text fw={600} mb={6}>
          The clinic’s relay
        </Text>
      </legend>
      {found.map((hub) => (
        <label key={hub.url} className={classes.choice} data-chosen={state.chosen === hub.url}>
          <input {...option(hub.url)} />
          <span className={classes.main}>
            <span className={classes.name}>{hub.name}</span>
            <span className={classes.address} dir="ltr">
              {hub.url}
            </span>
          </span>
        </label>
      ))}
      <label className={classes.choice} data-chosen={state.chosen === 'typed'}>
        <input {...option('typed')} />
        <span className={classes.main}>
          <span className={classes.name}>By its address</span>
          <Text span size="sm" c="dimmed">
            As the other workstation or whoever runs the relay shows it
          </Text>
        </span>
      </label>
      {state.chosen === 'typed' ? (
        <TextInput
          label="Address of the relay"
          placeholder="https://192.168.1.20:8484"
          autoComplete="off"
          dir="ltr"
          value={state.typed}
          error={error}
          onChange={(event) => onChange({ ...state, typed: event.currentTarget.value })}
        />
      ) : null}
      <Group gap={8} role="status">
        {hubs.isError ? (
          <Text size="sm">The network cannot be searched. Type the address instead.</Text>
        ) : (
          <>
            <IconAccessPoint size={16} aria-hidden />
            <Text size="sm" c="dimmed">
              {found.length === 0
                ? 'Looking for relays in this network. None so far.'
                : 'Looking for more in this network.'}
            </Text>
          </>
        )}
      </Group>
    </fieldset>
  )
}

/** What was chosen; a sentence where it is no address. */
export function readChoice({ chosen, typed }: RelayPickerState): { url: string } | { problem: string } {
  const text = chosen === 'typed' ? typed.trim() : chosen
  // People leave the scheme out; a relay in a network is spoken to over TLS alone.
  const url = /^https?:\/\//.test(text) ? text : `https://${text}`
  if (text !== '' && RelayAddress.shape.url.safeParse(url).success) return { url: url.replace(/\/$/, '') }
  return { problem: 'An address looks like https://192.168.1.20:8484.' }
}

interface CheckedRelayProps {
  url: string
  onRight: (relay: RelayChoice & { isAdmissionNeeded: boolean }) => void
  onBack: () => void
}

/** Asks who answers at the address, and shows its certificate to be compared before anything is told to it. */
export function useRelayCheck() {
  return useOperationCommand('devices.lookAtRelay')
}

/** What an address turned out to be, before anybody trusts it. */
export function CheckedRelay({
  check,
  url,
  onRight,
  onBack,
}: CheckedRelayProps & { check: ReturnType<typeof useRelayCheck> }) {
  if (check.isError) {
    return (
      <>
        <ErrorState error={check.error} onRetry={() => check.mutate({ url })} />
        <Group>
          <Button variant="default" onClick={onBack}>
            Choose another relay
          </Button>
        </Group>
      </>
    )
  }
  const { data } = check
  if (data === undefined) return null
  const { fingerprint, isAdmissionNeeded } = data
  return (
    <>
      <Notice tone="accent" title={`${data.name} answers there.`}>
        {fingerprint === null ? (
          'Its certificate is vouched for by a certificate authority, or it runs on this computer.'
        ) : (
          <>
            <Text size="sm" mb={8}>
              It shows a certificate of its own. Compare it with what the hub’s workstation shows under Workstations;
              this workstation will talk to no other.
            </Text>
            <Fingerprint text={fingerprint} />
          </>
        )}
      </Notice>
      <Group>
        <Button onClick={() => onRight({ url, fingerprint, isAdmissionNeeded })}>
          {fingerprint === null ? 'Go on' : 'It is the same'}
        </Button>
        <Button variant="default" onClick={onBack}>
          Choose another relay
        </Button>
      </Group>
    </>
  )
}
