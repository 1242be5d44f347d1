import { Button, Group, Text } from '@mantine/core'
import { IconVideo, IconVideoOff } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Notice } from '../../ui/notice.js'
import classes from './camera-preview.module.css'
import { type CameraProblem, useCamera } from './use-camera.js'

const problemWords = {
  none: 'No camera is connected to this computer. Connect one, then try again.',
  denied:
    'The system does not let MediChain use the camera. Allow it in the system’s privacy settings, then try again.',
  'in-use': 'Another program is using the camera. Close it there, then try again.',
  failed: 'The camera did not start. Unplug it and plug it in again, or choose another one in the system’s settings.',
} as const satisfies Record<CameraProblem, string>

/**
 * What stands where the conversation will be seen: for now this computer's own camera, and it says so.
 * A video room takes this component's place without the visit page knowing.
 */
export function CameraPreview() {
  const { camera, turnOn, turnOff } = useCamera()
  const isOn = camera.state === 'on'
  return (
    <section aria-label="Local camera" className={classes.preview}>
      <div className={classes.picture}>
        {isOn ? (
          <LiveVideo stream={camera.stream} />
        ) : (
          <div className={classes.dark}>
            <IconVideoOff size={26} aria-hidden />
            <span>{camera.state === 'starting' ? 'The camera is starting…' : 'The camera is off'}</span>
          </div>
        )}
      </div>
      {camera.state === 'problem' ? <Notice tone="attention">{problemWords[camera.problem]}</Notice> : null}
      <Group gap="xs" justify="space-between">
        <Text size="xs" c="dimmed" className={classes.words}>
          Only this computer’s camera is shown. Nothing is sent or recorded.
        </Text>
        {isOn ? (
          <Button size="xs" variant="default" leftSection={<IconVideoOff size={15} />} onClick={turnOff}>
            Turn camera off
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconVideo size={15} />}
            loading={camera.state === 'starting'}
            onClick={turnOn}
          >
            Turn camera on
          </Button>
        )}
      </Group>
    </section>
  )
}

function LiveVideo({ stream }: { stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = stream
    return () => {
      element.srcObject = null
    }
  }, [stream])
  return <video ref={video} autoPlay playsInline muted className={classes.video} aria-label="Your own picture" />
}
