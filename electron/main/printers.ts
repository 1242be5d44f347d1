import type { PrinterInfo, WebContents } from 'electron'
import type { ShellToNode } from '../../core/kernel/shell-protocol.js'

type Printers = Extract<ShellToNode, { type: 'printers' }>['printers']

/** After the start, which needs the processor; asking the system may start a print service. */
const firstMs = 20_000
const everyMs = 5 * 60_000

/** CUPS says it so (IPP's printer-state); other systems do not say it here. */
const stoppedState = '5'

/** What the node is told of the system's printers. */
export const printersOf = (infos: readonly Pick<PrinterInfo, 'name' | 'displayName' | 'options'>[]): Printers =>
  infos.map(({ name, displayName, options }) => ({
    name: displayName || name,
    isStopped: Reflect.get(options ?? {}, 'printer-state') === stoppedState,
  }))

/** Tells now and then which printers this computer has, as long as there is a page to ask through. @returns the end of it. */
export function watchPrinters(page: () => WebContents | undefined, tell: (printers: Printers) => void): () => void {
  let timer: NodeJS.Timeout
  let isStopped = false
  const look = async () => {
    try {
      const infos = await page()?.getPrintersAsync()
      if (infos && !isStopped) tell(printersOf(infos))
    } catch {
      // A system without a print service: what was said before stays.
    }
    if (!isStopped) timer = setTimeout(() => void look(), everyMs)
  }
  timer = setTimeout(() => void look(), firstMs)
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
