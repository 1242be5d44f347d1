import './before-schemas.js'
import '../ui/styles-first.js'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { connectToNode } from '../client/connection.js'
import { makeQueryClient } from '../client/freshness.js'
import { ConnectionProvider } from '../client/operations.js'
import { DraftsProvider, makeDrafts } from '../ui/drafts.js'
import { resolveCssVariables, theme } from '../ui/theme.js'
import { nextPaint, readLockFace, readNonce } from './first-screen.js'
import { Gate } from './gate.js'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')

const nonce = readNonce(document)
// What keeps the page behind a drawer from scrolling makes a style element too, and looks for its nonce here.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const face = readLockFace(document)
const connection = connectToNode(window.medichain, window)
if (face === null) connection.open()

const app = (
  <StrictMode>
    <DirectionProvider detectDirection={false}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={resolveCssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <ConnectionProvider value={connection}>
          <QueryClientProvider client={makeQueryClient()}>
            <DraftsProvider value={makeDrafts()}>
              <Gate face={face} />
            </DraftsProvider>
          </QueryClientProvider>
        </ConnectionProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>
)
flushSync(() => createRoot(root).render(app))
// The lock screen is painted before the node is started, which would take the processor from it.
if (face !== null) void nextPaint().then(connection.open)
