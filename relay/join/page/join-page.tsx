import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { Call } from '../../../call/call.js'
import { transformApi } from '../../../call/encryption/transforms.js'
import { Devices } from '../../../call/media/devices.js'
import { readJoinLink, roomSocketUrl } from '../../../core/kernel/rooms/link.js'
import { Ended } from './ended.js'
import { Lobby } from './lobby.js'
import { Notebook } from './notebook.js'
import { type AboutMe, Prepare } from './prepare.js'
import { SpeakingProvider, useSpeaking } from './speaking.js'
import { Talk } from './talk.js'

/** The page of a join link, from the first look to the end. Nothing of it is stored anywhere. */
export function JoinPage() {
  return (
    <SpeakingProvider>
      <Stages />
    </SpeakingProvider>
  )
}

function Stages() {
  const { words, language } = useSpeaking()
  const link = useMemo(() => readJoinLink(location.pathname, location.hash), [])
  const [devices, setDevices] = useState(() => new Devices())
  const [stay, setStay] = useState<{ call: Call; notebook: Notebook; me: AboutMe } | null>(null)
  useEffect(() => {
    // The fragment holds the key: it leaves the address bar, where somebody may look or copy.
    if (link !== null) history.replaceState(null, '', location.pathname)
  }, [link])
  useEffect(() => {
    if (stay !== null) void stay.call.setCard(cardOf(stay.me, language))
  }, [stay, language])
  if (link === null) return <Ended title={words.badLink} text={words.badLinkWords} />
  if (transformApi() === null) return <Ended title={words.noEncryption} text={words.noEncryptionWords} />
  const enter = (me: AboutMe) => {
    const call = new Call({
      socketUrl: roomSocketUrl(location.origin, link.room),
      ...link,
      card: cardOf(me, language),
      devices,
    })
    const notebook = new Notebook({ room: link.room, key: link.key, session: () => call.session })
    setStay({ call, notebook, me })
    call.start()
  }
  if (stay === null) return <Prepare devices={devices} onEnter={enter} />
  const again = () => {
    setStay(null)
    setDevices(new Devices())
  }
  return <Stay call={stay.call} notebook={stay.notebook} onAgain={again} />
}

const cardOf = ({ name, symptoms }: AboutMe, language: string) =>
  ({ v: 1, name, language, hasConsented: true, symptoms }) as const

interface StayProps {
  call: Call
  notebook: Notebook
  onAgain: () => void
}

function Stay({ call, notebook, onAgain }: StayProps) {
  const { words } = useSpeaking()
  const state = useSyncExternalStore(call.subscribe, () => call.state)
  const { end, seat, line, self, lastMessageSeq } = state
  useEffect(() => {
    if (line === 'open') void notebook.comeOnline(lastMessageSeq)
  }, [notebook, line, lastMessageSeq])
  if (end?.why === 'refused')
    return <Ended title={words.cannotEnter} text={words.refusals[end.refusal.code] ?? words.refusals.DEFECT} />
  if (end?.why === 'left') return <Ended title={words.left} text={words.leftWords} />
  if (end !== null) return <Ended title={words.ended} text={words.endedWords} />
  if (self === null) return <Ended title={words.connecting} text={words.keepOpen} isWaiting />
  return seat === 'admitted' ? (
    <Talk call={call} state={state} notebook={notebook} />
  ) : (
    <Lobby call={call} state={state} onAgain={onAgain} />
  )
}
