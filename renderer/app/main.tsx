import './before-schemas.js'
import '@mantine/core/styles.css'
import '../ui/global.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connectToNode } from '../client/connection.js'
import { makeQueryClient } from '../client/freshness.js'
import { ConnectionProvider } from '../client/operations.js'
import { DraftsProvider, makeDrafts } from '../ui/drafts.js'
import { resolveCssVariables, theme } from '../ui/theme.js'
import { Gate } from './gate.js'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')

createRoot(root).render(
  <StrictMode>
    <DirectionProvider detectDirection={false}>
      <MantineProvider theme={theme} cssVariablesResolver={resolveCssVariables} defaultColorScheme="auto">
        <ConnectionProvider value={connectToNode(window.medichain, window)}>
          <QueryClientProvider client={makeQueryClient()}>
            <DraftsProvider value={makeDrafts()}>
              <Gate />
            </DraftsProvider>
          </QueryClientProvider>
        </ConnectionProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
)
