/// <reference types="vite/client" />
import type { WindowBridge } from '../../core/kernel/shell-protocol.js'

declare global {
  interface Window {
    /** What the preload offers; see core/kernel/shell-protocol.ts. */
    readonly medichain: WindowBridge
  }
}
