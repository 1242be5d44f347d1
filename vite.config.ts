import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { noncePlaceholder } from './electron/main/page.js'

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What draws PDFs and is asked for by address when it is needed (renderer/ui/pdf/pdf-file.ts), each folder under its name there. */
const carriedForPdf = [
  { from: 'legacy/build', to: '', isWanted: (file: string) => file === 'pdf.worker.min.mjs' },
  { from: 'cmaps', to: 'cmaps/', isWanted: (file: string) => file.endsWith('.bcmap') },
  { from: 'standard_fonts', to: 'standard_fonts/', isWanted: (file: string) => /\.(pfb|ttf)$/.test(file) },
  // The policy of the window compiles nothing, so the decoder of JPEG 2000 is the one in plain script.
  { from: 'wasm', to: 'decoders/', isWanted: (file: string) => file.endsWith('_nowasm_fallback.js') },
] as const

const carryForPdf = (): Plugin => ({
  name: 'carry-for-pdf',
  generateBundle() {
    for (const { from, to, isWanted } of carriedForPdf) {
      const folder = inRoot(`node_modules/pdfjs-dist/${from}`)
      for (const file of readdirSync(folder).filter(isWanted))
        this.emitFile({ type: 'asset', fileName: `pdf/${to}${file}`, source: readFileSync(`${folder}/${file}`) })
    }
  },
})

/** The window: served from app://medichain/, so every address is relative, and nothing is inlined that the CSP forbids. */
export default defineConfig({
  root: inRoot('renderer'),
  base: './',
  plugins: [react(), carryForPdf()],
  // The shell puts the nonce of each answer in its place (electron/main/page.ts).
  html: { cspNonce: noncePlaceholder },
  build: {
    target: 'chrome114',
    outDir: inRoot('build/app/window'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: {
      // What the first screen needs is one file: each of a dozen small ones would be asked for on its own.
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
  },
})
