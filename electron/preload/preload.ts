import { contextBridge, type IpcRendererEvent, ipcRenderer, webFrame } from 'electron'
import type { NodeProcessState, WindowBridge } from '../../core/kernel/shell-protocol.js'
import { channels } from '../channels.js'
import { giveMemoryBackAtRest } from './rest.js'

// A port cannot cross the context bridge, only a message event can carry it into the page. The shell sends a new one by
// itself after the local node was restarted, so the page takes the latest.
ipcRenderer.on(channels.nodePort, (event: IpcRendererEvent) => {
  window.postMessage({ type: 'node-port' }, location.origin, [...event.ports])
})

const bridge: WindowBridge = {
  connect: () => ipcRenderer.send(channels.connect),
  onNodeState: (listener) => {
    const forward = (_event: IpcRendererEvent, state: NodeProcessState) => listener(state)
    ipcRenderer.on(channels.nodeState, forward)
    ipcRenderer.send(channels.watchNodeState)
    return () => {
      ipcRenderer.off(channels.nodeState, forward)
    }
  },
  print: () => ipcRenderer.invoke(channels.print),
  savePdf: (suggestedName) => ipcRenderer.invoke(channels.savePdf, String(suggestedName)),
  previewPdf: () => ipcRenderer.invoke(channels.previewPdf),
  saveText: (suggestedName, text) => ipcRenderer.invoke(channels.saveText, String(suggestedName), String(text)),
  saveExport: (suggestedName, content) =>
    ipcRenderer.invoke(channels.saveExport, String(suggestedName), String(content)),
  listClinics: () => ipcRenderer.invoke(channels.listClinics),
  showClinic: (id) => ipcRenderer.invoke(channels.showClinic, String(id)),
  addClinic: () => ipcRenderer.invoke(channels.addClinic),
  lockOthers: () => ipcRenderer.send(channels.lockOthers),
  listScreens: () => ipcRenderer.invoke(channels.listScreens),
  chooseScreen: (id) => ipcRenderer.invoke(channels.chooseScreen, String(id)),
  platform: process.platform,
}

contextBridge.exposeInMainWorld('medichain', bridge)
giveMemoryBackAtRest(window, () => webFrame.clearCache())
