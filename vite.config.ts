import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The window: served from app://medichain/, so every address is relative, and nothing is inlined that the CSP forbids. */
export default defineConfig({
  root: inRoot('renderer'),
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome114',
    outDir: inRoot('build/app/window'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
  },
})
