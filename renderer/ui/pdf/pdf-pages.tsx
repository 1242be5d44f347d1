import { Button, Group, NumberInput, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { LoadingShape } from '../loading-shape.js'
import { Notice } from '../notice.js'
import { drawPage, forget, openPdf, type PdfFile, type PdfProblem, PdfUnreadable } from './pdf-file.js'
import classes from './pdf-pages.module.css'

const problemWords = {
  damaged: 'This PDF is damaged, or only says that it is one. What can be saved of it is saved as it came.',
  locked: 'This PDF asks for a passphrase of its own. Save a copy and open it with this computer’s PDF program.',
  'too-slow': 'This PDF takes too long to draw. Save a copy and open it with this computer’s PDF program.',
  'not-started': 'PDFs cannot be shown now. Save a copy, or open the document again.',
} as const satisfies Record<PdfProblem, string>

/** How large a page is drawn, where 1 fills the width. */
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

export interface PdfPagesProps {
  /** The file; it is not changed. */
  bytes: Uint8Array
  /** What it is called, for those who hear it. */
  name: string
}

/** A PDF, page by page. */
export default function PdfPages({ bytes, name }: PdfPagesProps) {
  const [file, setFile] = useState<PdfFile | null>(null)
  const [problem, setProblem] = useState<PdfProblem | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    setFile(null)
    setProblem(null)
    // The worker takes the bytes with it: whoever gave them may want them for a copy.
    openPdf(bytes.slice(), stop.signal).then(
      (opened) => (stop.signal.aborted ? opened.close() : setFile(opened)),
      (error) => stop.signal.aborted || setProblem(problemOf(error)),
    )
    return () => stop.abort()
  }, [bytes])
  if (problem !== null)
    return (
      <Notice tone="attention" title="This document cannot be shown">
        {problemWords[problem]}
      </Notice>
    )
  return file === null ? <LoadingShape lines={8} /> : <Pages file={file} name={name} onProblem={setProblem} />
}

const problemOf = (error: unknown): PdfProblem => (error instanceof PdfUnreadable ? error.problem : 'damaged')

interface PagesProps {
  file: PdfFile
  name: string
  onProblem: (problem: PdfProblem) => void
}

function Pages({ file, name, onProblem }: PagesProps) {
  const [number, setNumber] = useState(1)
  const [zoom, setZoom] = useState(1)
  const view = useRef<HTMLDivElement>(null)
  const show = (next: number) => {
    setNumber(Math.min(file.pages, Math.max(1, next)))
    view.current?.scrollTo({ top: 0 })
  }
  const step = (by: 1 | -1) => setZoom((now) => zooms[zooms.indexOf(now) + by] ?? now)

  function press(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to = { PageDown: number + 1, PageUp: number - 1, Home: 1, End: file.pages }[event.key]
    const by = ({ '+': 1, '=': 1, '-': -1 } as const)[event.key]
    if (to !== undefined) show(to)
    else if (by !== undefined) step(by)
    else if (event.key === '0') setZoom(1)
    else return
    event.preventDefault()
  }

  return (
    <div className={classes.pdf}>
      <Group gap="xs" role="toolbar" aria-label="Pages">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconChevronLeft size={15} className="mc-turns" />}
          disabled={number <= 1}
          onClick={() => show(number - 1)}
        >
          Previous
        </Button>
        <Group gap={6} wrap="nowrap">
          <NumberInput
            size="xs"
            w={64}
            aria-label="Page"
            min={1}
            max={file.pages}
            allowDecimal={false}
            hideControls
            value={number}
            onChange={(value) => typeof value === 'number' && value >= 1 && show(value)}
          />
          <Text size="sm">of {file.pages}</Text>
        </Group>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronRight size={15} className="mc-turns" />}
          disabled={number >= file.pages}
          onClick={() => show(number + 1)}
        >
          Next
        </Button>
        <Group gap="xs" ms="auto">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconZoomOut size={15} />}
            disabled={zoom === zooms[0]}
            onClick={() => step(-1)}
          >
            Smaller
          </Button>
          <Text size="sm" w={44} ta="center" aria-live="polite">
            {Math.round(zoom * 100)} %
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconZoomIn size={15} />}
            disabled={zoom === zooms.at(-1)}
            onClick={() => step(1)}
          >
            Larger
          </Button>
        </Group>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, and takes the page keys */}
      <section ref={view} className={classes.view} aria-label={name} tabIndex={0} onKeyDown={press}>
        <PageView file={file} number={number} zoom={zoom} name={name} onProblem={onProblem} />
      </section>
    </div>
  )
}

interface PageViewProps extends PagesProps {
  number: number
  zoom: number
}

function PageView({ file, number, zoom, name, onProblem }: PageViewProps) {
  const holder = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const width = useWidth(holder)
  const report = useRef(onProblem)
  report.current = onProblem
  useEffect(() => {
    if (width === 0) return
    const stop = new AbortController()
    const draw = async () => {
      const page = await file.page(number)
      const drawing = await drawPage(page, (width / page.getViewport({ scale: 1 }).width) * zoom, stop.signal)
      page.cleanup()
      if (stop.signal.aborted) return forget(drawing.canvas)
      const former = holder.current?.querySelector('canvas')
      holder.current?.replaceChildren(drawing.canvas)
      if (former) forget(former)
      setText(drawing.text)
    }
    draw().catch((error) => stop.signal.aborted || report.current(problemOf(error)))
    return () => stop.abort()
  }, [file, number, zoom, width])
  useEffect(() => {
    const { current } = holder
    return () => {
      const last = current?.querySelector('canvas')
      if (last) forget(last)
    }
  }, [])
  return (
    <>
      <div ref={holder} className={classes.page} role="img" aria-label={`${name}, page ${number} of ${file.pages}`} />
      <VisuallyHidden>{text}</VisuallyHidden>
    </>
  )
}

/** How wide an element's parent is, in whole pixels; 0 before it is known. */
function useWidth(of: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const around = of.current?.parentElement
    if (!around) return
    const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(around)
    const padding = Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd)
    const watch = new ResizeObserver(() => setWidth(Math.max(1, Math.floor(around.clientWidth - padding))))
    watch.observe(around)
    return () => watch.disconnect()
  }, [of])
  return width
}
