import {
  getDocument,
  type PDFPageProxy,
  PDFWorker,
  type RenderTask,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs'

/** Why a PDF cannot be shown. */
export type PdfProblem = 'damaged' | 'locked' | 'too-slow' | 'not-started'

export class PdfUnreadable extends Error {
  override readonly name = 'PdfUnreadable'

  constructor(readonly problem: PdfProblem) {
    super(problem)
  }
}

/** Longer than any honest page takes on a slow computer. */
const patienceMs = 30_000
/** As many dots as a canvas may have: an A4 page at 400 dots an inch. Larger pages are drawn with fewer. */
const mostDots = 16_000_000
/** A larger picture inside a PDF is left out of its page. */
const mostPictureDots = 64_000_000

/** What the build lays beside the window (vite.config.ts): worker, fonts and character maps, so that nothing comes from outside. */
const carried = (path: string): string => new URL(`pdf/${path}`, document.baseURI).href

/** An open PDF, parsed in a worker of its own, which goes with it. */
export interface PdfFile {
  readonly pages: number
  /** The page at 1 dot a point. @param number from 1 */
  page(number: number): Promise<PDFPageProxy>
  /** Ends the worker and forgets the document, also while it is still at work. */
  close(): void
}

/**
 * Opens a PDF. It is parsed beside the window, which it cannot block. No script of its own runs, nothing of it is compiled, its
 * fonts are drawn as shapes and never given to the system.
 * @param bytes belong to the document from here on
 * @throws {PdfUnreadable}
 */
export async function openPdf(bytes: Uint8Array, signal: AbortSignal): Promise<PdfFile> {
  const port = new Worker(carried('pdf.worker.min.mjs'), { type: 'module' })
  const broken = new Promise<never>((_, reject) => {
    port.onerror = () => reject(new PdfUnreadable('not-started'))
  })
  const worker = new PDFWorker({ port: port as never, verbosity: VerbosityLevel.ERRORS })
  const task = getDocument({
    data: bytes,
    worker,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    useWorkerFetch: true,
    cMapUrl: carried('cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: carried('standard_fonts/'),
    wasmUrl: carried('decoders/'),
    maxImageSize: mostPictureDots,
    verbosity: VerbosityLevel.ERRORS,
  })
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    void task.destroy().catch(() => undefined)
    worker.destroy()
    port.terminate()
  }
  signal.addEventListener('abort', close, { once: true })
  try {
    const document = await inTime(Promise.race([task.promise, broken]))
    return { pages: document.numPages, page: (number) => inTime(document.getPage(number)), close }
  } catch (error) {
    close()
    throw asUnreadable(error)
  }
}

/** What a drawn page leaves behind. */
export interface Drawing {
  canvas: HTMLCanvasElement
  /** What stands on the page, for those who hear it. */
  text: string
}

/**
 * Draws a page into a new canvas, in slices between which the window does its own work.
 * @param scale layout pixels a point
 * @throws {PdfUnreadable}; an abort ends it without an answer
 */
export async function drawPage(page: PDFPageProxy, scale: number, signal: AbortSignal): Promise<Drawing> {
  const layout = page.getViewport({ scale })
  const wanted = Math.max(1, window.devicePixelRatio)
  const sharpness = Math.min(wanted, Math.sqrt(mostDots / Math.max(1, layout.width * layout.height)))
  const viewport = page.getViewport({ scale: scale * sharpness })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(viewport.width))
  canvas.height = Math.max(1, Math.floor(viewport.height))
  canvas.style.inlineSize = `${Math.floor(layout.width)}px`
  canvas.style.blockSize = `${Math.floor(layout.height)}px`
  const task: RenderTask = page.render({ canvas, viewport })
  const cancel = () => task.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await inTime(task.promise)
    const { items } = await inTime(page.getTextContent())
    return { canvas, text: items.map((item) => ('str' in item ? item.str : '')).join(' ') }
  } catch (error) {
    task.cancel()
    forget(canvas)
    throw asUnreadable(error)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Gives back what a canvas holds at once: the collector would leave it for minutes. */
export function forget(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PdfUnreadable('too-slow')), patienceMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function asUnreadable(error: unknown): PdfUnreadable {
  if (error instanceof PdfUnreadable) return error
  return new PdfUnreadable(error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'damaged')
}
