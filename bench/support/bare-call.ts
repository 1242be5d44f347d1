import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { types } from 'mediasoup'
import type { Browser, Page } from 'playwright-core'
import { mediaWorker } from '../../tests/support/room-visitor.js'
import { root } from './settings.js'

/** A worker of the same program as the relay's, without anything of ours around it. */
export async function startBareWorker(): Promise<types.Worker> {
  // mediasoup reads it when it is loaded.
  process.env.MEDIASOUP_WORKER_BIN = mediaWorker()
  const { createWorker } = await import('mediasoup')
  return createWorker({ logLevel: 'error' })
}

/** Pages that do nothing but a call over a bare router; the test's own hand carries the signals. */
export async function openBareCalls(browser: Browser) {
  const worker = await startBareWorker()
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bench', 'support', 'bare-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome114',
    logLevel: 'silent',
  })
  const html = `<!doctype html><meta charset="utf-8"><title>Bare</title><body><script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`
  // Browsers give cameras to pages of this computer, not to pages of no address.
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  /** From the word to begin until both pages show the other: the later of both, in milliseconds. */
  const call = async (): Promise<number> => {
    const router = await worker.createRouter({
      mediaCodecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 }],
    })
    const context = await browser.newContext()
    const produced = [awaited(), awaited()]
    const pages = await Promise.all(
      produced.map(async (mine) => openPage(await context.newPage(), url, router, mine.resolve)),
    )
    await Promise.all(pages.map((page) => page.evaluate(() => window.bare.prepare())))
    const startedAt = Date.now()
    const shown = await Promise.all(
      pages.map(async (page, at) => {
        const sending = page.evaluate(() => window.bare.send())
        const other = await produced[1 - at]?.promise
        const shownAt = await page.evaluate((id) => window.bare.show(id ?? ''), other)
        await sending
        return shownAt
      }),
    )
    await context.close()
    router.close()
    return Math.max(...shown) - startedAt
  }
  return {
    call,
    close() {
      worker.close()
      server.close()
    },
  }
}

function awaited(): { promise: Promise<string>; resolve: (id: string) => void } {
  let resolve = (_id: string) => {}
  const promise = new Promise<string>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

async function openPage(page: Page, url: string, router: types.Router, produced: (id: string) => void): Promise<Page> {
  const transports = new Map<string, types.WebRtcTransport>()
  const consumers = new Map<string, types.Consumer>()
  const of = (id: string) => {
    const transport = transports.get(id)
    if (!transport) throw new Error('There is no such transport.')
    return transport
  }
  // Our own page at the other end, which says what it must.
  // biome-ignore lint/suspicious/noExplicitAny: parameters of WebRTC that go through as they are
  const answers: Record<string, (data: any) => unknown> = {
    capabilities: () => router.rtpCapabilities,
    transport: async () => {
      const made = await router.createWebRtcTransport({
        listenIps: ['127.0.0.1'],
        initialAvailableOutgoingBitrate: 800_000,
      })
      transports.set(made.id, made)
      const { id, iceParameters, iceCandidates, dtlsParameters } = made
      return { id, iceParameters, iceCandidates, dtlsParameters }
    },
    connect: ({ id, dtlsParameters }) => of(id).connect({ dtlsParameters }),
    produce: async ({ id, kind, rtpParameters }) => {
      const producer = await of(id).produce({ kind, rtpParameters })
      produced(producer.id)
      return producer.id
    },
    consume: async ({ id, producerId, rtpCapabilities }) => {
      const consumer = await of(id).consume({ producerId, rtpCapabilities, paused: true })
      consumers.set(consumer.id, consumer)
      const { kind, rtpParameters } = consumer
      return { id: consumer.id, producerId, kind, rtpParameters }
    },
    resume: (id: string) => consumers.get(id)?.resume(),
  }
  await page.exposeFunction('bareAsk', async (name: string, data: unknown) => (await answers[name]?.(data)) ?? null)
  await page.goto(url)
  return page
}
