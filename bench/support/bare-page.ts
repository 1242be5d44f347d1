import { Device, type types } from 'mediasoup-client'

/** The least page that a mediasoup call can have: no encryption, no simulcast, no screen. Bundled into a browser by `bare-call.ts`. */

declare global {
  interface Window {
    /** Asks the server. */
    bareAsk(name: string, data: unknown): Promise<never>
    bare: { prepare(): Promise<void>; send(): Promise<void>; show(producerId: string): Promise<number> }
  }
}

let send: types.Transport
let receive: types.Transport
let device: Device
let track: MediaStreamTrack | undefined

window.bare = {
  /** What the lobby of a call has: transports and a camera that runs. */
  async prepare() {
    device = new Device()
    await device.load({ routerRtpCapabilities: await window.bareAsk('capabilities', null) })
    send = device.createSendTransport(await window.bareAsk('transport', null))
    receive = device.createRecvTransport(await window.bareAsk('transport', null))
    for (const transport of [send, receive])
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        window.bareAsk('connect', { id: transport.id, dtlsParameters }).then(done, failed)
      })
    send.on('produce', ({ kind, rtpParameters }, done, failed) => {
      window.bareAsk('produce', { id: send.id, kind, rtpParameters }).then((id) => done({ id }), failed)
    })
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    track = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0]
  },
  async send() {
    if (track) await send.produce({ track })
  },
  /** Answers when the first picture was shown, in Unix milliseconds. */
  async show(producerId) {
    const { rtpCapabilities } = device
    const consumer = await receive.consume(
      await window.bareAsk('consume', { id: receive.id, producerId, rtpCapabilities }),
    )
    const video = document.createElement('video')
    video.muted = true
    video.srcObject = new MediaStream([consumer.track])
    document.body.append(video)
    const shown = new Promise<number>((resolve) => video.requestVideoFrameCallback(() => resolve(Date.now())))
    await Promise.all([video.play(), window.bareAsk('resume', consumer.id)])
    return shown
  },
}
