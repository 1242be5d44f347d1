import { Button, Group, Select, Text } from '@mantine/core'
import {
  IconCamera,
  IconCameraOff,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPictureInPicture,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
} from '@tabler/icons-react'
import { useRef, useState, useSyncExternalStore } from 'react'
import type { DeviceKind, DeviceState } from '../../../call/media/devices.js'
import type { CallState } from '../../../call/state.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import classes from './call.module.css'
import { CallChat } from './call-chat.js'
import { type ActiveCall, useCalls } from './call-context.js'
import { CallStage } from './call-stage.js'
import { cameraProblemWords, endWords, lineWords, microphoneProblemWords, qualityTones } from './call-words.js'
import { ScreenChoice } from './screen-choice.js'
import { WaitingList } from './waiting-list.js'

export const useCallState = ({ call }: ActiveCall): CallState => useSyncExternalStore(call.subscribe, () => call.state)

/** The call beside the chart: who is seen, who waits, and everything that can be done in it. */
export function CallPanel({ active }: { active: ActiveCall }) {
  const { leave, endForAll, dismiss } = useCalls()
  const state = useCallState(active)
  const [opened, setOpened] = useState<'chat' | 'more' | null>(null)
  const [isEnding, setIsEnding] = useState(false)
  const ended = endWords(state.end)
  if (ended !== null)
    return (
      <section className={classes.panel} aria-label="Video call">
        <Notice
          tone={state.end?.why === 'call-ended' ? 'neutral' : 'attention'}
          actions={
            <Button size="xs" variant="default" onClick={dismiss}>
              Close
            </Button>
          }
        >
          {ended}
        </Notice>
      </section>
    )
  return (
    <section className={classes.panel} aria-label="Video call">
      <header className={classes.head}>
        <Text fw={600}>Video call</Text>
        <span role="status">
          <StatusBadge tone={qualityTones[state.line === 'lost' ? 'lost' : state.quality]}>
            {lineWords(state)}
          </StatusBadge>
        </span>
      </header>
      <WaitingList active={active} state={state} />
      <CallStage state={state} />
      <DeviceTrouble active={active} kind="camera" device={state.devices.camera} />
      <DeviceTrouble active={active} kind="microphone" device={state.devices.microphone} />
      {state.step === 'messages' ? (
        <Notice tone="attention">
          The line is too weak to speak. Write messages below the call; they arrive when there is a line, and the call
          comes back by itself.
        </Notice>
      ) : null}
      <Controls active={active} state={state} opened={opened} onOpen={setOpened} />
      {opened === 'chat' ? <CallChat active={active} state={state} /> : null}
      {opened === 'more' ? <More active={active} state={state} /> : null}
      <Group gap="xs" grow>
        <Button size="xs" variant="default" onClick={leave}>
          Leave call
        </Button>
        {active.as === 'doctor' ? (
          <Button size="xs" variant="default" onClick={() => setIsEnding(true)}>
            End call for all
          </Button>
        ) : null}
      </Group>
      <ConfirmDialog
        isOpen={isEnding}
        onClose={() => setIsEnding(false)}
        title="End the call for everybody?"
        confirmLabel="End call"
        keepLabel="Stay in call"
        onConfirm={() => {
          setIsEnding(false)
          endForAll()
        }}
      >
        <Text>
          Only the call ends. The visit stays open for notes, prescription and summary, and the patient’s link leads
          back to the lobby.
        </Text>
      </ConfirmDialog>
    </section>
  )
}

interface ControlsProps {
  active: ActiveCall
  state: CallState
  opened: 'chat' | 'more' | null
  onOpen: (which: 'chat' | 'more' | null) => void
}

function Controls({ active: { call }, state, opened, onOpen }: ControlsProps) {
  const readUntil = useRef(0)
  if (opened === 'chat') readUntil.current = state.chat.length
  const unread = state.chat.slice(readUntil.current).filter(({ isMine }) => !isMine).length
  const [isChoosing, setIsChoosing] = useState(false)
  const share = async (id: string) => {
    setIsChoosing(false)
    try {
      await window.medichain.chooseScreen(id)
      await call.shareScreen()
    } catch {
      say({ tone: 'danger', message: 'It is not shown: it was closed, or the system did not allow it.' })
    }
  }
  const pictureInPicture = async () => {
    if (document.pictureInPictureElement !== null) return document.exitPictureInPicture()
    const video = document.querySelector<HTMLVideoElement>('[data-remote] figure video')
    if (video === null) return say({ message: 'There is no picture to put aside yet.' })
    await video.requestPictureInPicture().catch(() => say({ message: 'The picture cannot be put aside now.' }))
  }
  const toggle = (which: 'chat' | 'more') => onOpen(opened === which ? null : which)
  const common = { size: 'compact-sm', variant: 'default' } as const
  return (
    <div className={classes.controls}>
      <Button
        {...common}
        aria-pressed={state.isMuted}
        leftSection={state.isMuted ? <IconMicrophoneOff size={14} /> : <IconMicrophone size={14} />}
        onClick={() => call.setMuted(!state.isMuted)}
      >
        {state.isMuted ? 'Unmute' : 'Mute'}
      </Button>
      <Button
        {...common}
        aria-pressed={state.isCameraHidden}
        leftSection={state.isCameraHidden ? <IconCameraOff size={14} /> : <IconCamera size={14} />}
        onClick={() => call.setCameraHidden(!state.isCameraHidden)}
      >
        {state.isCameraHidden ? 'Show me' : 'Hide me'}
      </Button>
      <Button
        {...common}
        aria-expanded={opened === 'chat'}
        leftSection={<IconMessage size={14} />}
        onClick={() => toggle('chat')}
      >
        {unread > 0 ? `Chat (${unread})` : 'Chat'}
      </Button>
      <Button
        {...common}
        aria-pressed={state.isSharingScreen}
        leftSection={state.isSharingScreen ? <IconScreenShareOff size={14} /> : <IconScreenShare size={14} />}
        onClick={() => (state.isSharingScreen ? call.stopSharing() : setIsChoosing(true))}
      >
        {state.isSharingScreen ? 'Stop showing' : 'Screen'}
      </Button>
      {document.pictureInPictureEnabled ? (
        <Button {...common} leftSection={<IconPictureInPicture size={14} />} onClick={() => void pictureInPicture()}>
          Aside
        </Button>
      ) : null}
      <Button
        {...common}
        aria-expanded={opened === 'more'}
        leftSection={<IconSettings size={14} />}
        onClick={() => toggle('more')}
      >
        More
      </Button>
      <FormDrawer isOpen={isChoosing} onClose={() => setIsChoosing(false)} title="Show your screen" size={560}>
        <ScreenChoice onChoose={(id) => void share(id)} />
      </FormDrawer>
    </div>
  )
}

function DeviceTrouble({ active, kind, device }: { active: ActiveCall; kind: DeviceKind; device: DeviceState }) {
  if (device.state !== 'problem') return null
  const words = kind === 'camera' ? cameraProblemWords : microphoneProblemWords
  return (
    <Notice
      tone="attention"
      actions={
        <Button size="xs" variant="default" onClick={() => void active.call.devices.turnOn(kind)}>
          Try again
        </Button>
      }
    >
      {words[device.problem]}
    </Notice>
  )
}

function More({ active, state }: { active: ActiveCall; state: CallState }) {
  const { devices } = state
  const used = (device: DeviceState) => (device.state === 'on' ? (device.track.getSettings().deviceId ?? null) : null)
  const choices = (list: CallState['devices']['cameras'], word: string) =>
    list.filter(({ id }) => id !== '').map(({ id, label }, at) => ({ value: id, label: label || `${word} ${at + 1}` }))
  return (
    <>
      <Select
        size="xs"
        label="Camera"
        data={choices(devices.cameras, 'Camera')}
        value={used(devices.camera)}
        onChange={(id) => void (id && active.call.devices.turnOn('camera', id))}
      />
      <Select
        size="xs"
        label="Microphone"
        data={choices(devices.microphones, 'Microphone')}
        value={used(devices.microphone)}
        onChange={(id) => void (id && active.call.devices.turnOn('microphone', id))}
      />
      <div>
        <Text size="sm" fw={600}>
          Safety code
        </Text>
        {state.safetyCode === null ? (
          <Text size="sm" c="dimmed">
            It appears when two people are in the call.
          </Text>
        ) : (
          <>
            <div className={classes.code} data-testid="safety-code">
              {state.safetyCode}
            </div>
            <Text size="xs" c="dimmed">
              Read it to each other. If both see the same, nobody stands between you.
            </Text>
          </>
        )}
      </div>
    </>
  )
}
