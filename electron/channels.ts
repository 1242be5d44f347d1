/** The few things the window may ask the shell for; everything else goes over its port to the local node. */
export const channels = {
  connect: 'medichain:connect',
  nodePort: 'medichain:node-port',
  watchNodeState: 'medichain:watch-node-state',
  nodeState: 'medichain:node-state',
  print: 'medichain:print',
  savePdf: 'medichain:save-pdf',
  previewPdf: 'medichain:preview-pdf',
  saveExport: 'medichain:save-export',
  listClinics: 'medichain:list-clinics',
  showClinic: 'medichain:show-clinic',
  addClinic: 'medichain:add-clinic',
  lockOthers: 'medichain:lock-others',
  saveText: 'medichain:save-text',
  listScreens: 'medichain:list-screens',
  chooseScreen: 'medichain:choose-screen',
} as const
