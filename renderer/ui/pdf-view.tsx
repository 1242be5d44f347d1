import { lazy, Suspense } from 'react'
import { LoadingShape } from './loading-shape.js'
import type { PdfPagesProps } from './pdf/pdf-pages.js'

// Whoever opens no PDF does not load what draws them.
const Pages = lazy(() => import('./pdf/pdf-pages.js'))

/** A PDF, drawn in the window. */
export function PdfView(props: PdfPagesProps) {
  return (
    <Suspense fallback={<LoadingShape lines={8} />}>
      <Pages {...props} />
    </Suspense>
  )
}
