import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page of a join link, which the relay serves: React's words, Preact's size, for browsers of the last five years. */
export default defineConfig({
  root: inRoot('relay/join/page'),
  base: '/join/',
  resolve: {
    alias: {
      'react-dom/client': 'preact/compat/client',
      'react/jsx-runtime': 'preact/jsx-runtime',
      react: 'preact/compat',
    },
  },
  build: {
    target: ['chrome94', 'safari15.4', 'firefox117'],
    outDir: inRoot('build/app/join'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
