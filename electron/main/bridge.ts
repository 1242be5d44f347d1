import { ipcMain, type WebContents } from 'electron'
import { channels } from '../channels.js'
import type { CallDoor } from './call-door.js'
import type { Clinics } from './clinics.js'
import { isTrustedSender } from './lock-down.js'
import { pageAsPdf, printPage, saveExport, savePage, saveText } from './paper.js'

const maxNameLength = 200
const maxTextLength = 100_000_000

/** Answers the preload. Every message is checked by its sender and its shape; what does not fit is dropped or refused. */
export function serveBridge(clinics: Clinics, callDoor: CallDoor): void {
  const watchers = new Set<WebContents>()
  clinics.onState((state) => {
    for (const page of watchers) page.send(channels.nodeState, state)
  })

  ipcMain.on(channels.connect, (event, ...rest: unknown[]) => {
    if (isTrustedSender(event.senderFrame) && rest.length === 0) clinics.node.connect(event.sender)
  })

  ipcMain.on(channels.watchNodeState, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) return
    if (!watchers.has(event.sender)) {
      watchers.add(event.sender)
      event.sender.once('destroyed', () => watchers.delete(event.sender))
    }
    event.sender.send(channels.nodeState, clinics.node.state)
  })

  ipcMain.handle(channels.listClinics, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) throw new Error('refused')
    return clinics.faces()
  })

  ipcMain.handle(channels.showClinic, (event, id: unknown, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || typeof id !== 'string' || rest.length > 0) throw new Error('refused')
    return clinics.show(id, event.sender)
  })

  ipcMain.handle(channels.addClinic, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) throw new Error('refused')
    return clinics.add(event.sender)
  })

  ipcMain.on(channels.lockOthers, (event, ...rest: unknown[]) => {
    if (isTrustedSender(event.senderFrame) && rest.length === 0) clinics.lockOthers()
  })

  ipcMain.handle(channels.print, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) throw new Error('refused')
    return printPage(event.sender)
  })

  ipcMain.handle(channels.savePdf, (event, name: unknown, ...rest: unknown[]) => {
    const isFit = typeof name === 'string' && name.length <= maxNameLength && rest.length === 0
    if (!isTrustedSender(event.senderFrame) || !isFit) throw new Error('refused')
    return savePage(event.sender, name)
  })

  ipcMain.handle(channels.previewPdf, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) throw new Error('refused')
    return pageAsPdf(event.sender)
  })

  for (const [channel, save] of [
    [channels.saveText, saveText],
    [channels.saveExport, saveExport],
  ] as const)
    ipcMain.handle(channel, (event, name: unknown, text: unknown, ...rest: unknown[]) => {
      const isFit =
        typeof name === 'string' &&
        name.length <= maxNameLength &&
        typeof text === 'string' &&
        text.length <= maxTextLength
      if (!isTrustedSender(event.senderFrame) || !isFit || rest.length > 0) throw new Error('refused')
      return save(event.sender, name, text)
    })

  ipcMain.handle(channels.listScreens, (event, ...rest: unknown[]) => {
    if (!isTrustedSender(event.senderFrame) || rest.length > 0) throw new Error('refused')
    return callDoor.listScreens()
  })

  ipcMain.handle(channels.chooseScreen, (event, id: unknown, ...rest: unknown[]) => {
    const isFit = typeof id === 'string' && id.length <= maxNameLength && rest.length === 0
    if (!isTrustedSender(event.senderFrame) || !isFit) throw new Error('refused')
    callDoor.chooseScreen(id)
  })
}
