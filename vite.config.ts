import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { noncePlaceholder } from './electron/main/page.js'

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The window: served from app://medichain/, so every address is relative, and nothing is inlined that the CSP forbids. */
export default defineConfig({
  root: inRoot('renderer'),
  base: './',
  plugins: [react()],
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
