import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import {
  CheckExport,
  CheckedExport,
  Clinic,
  ClinicExport,
  CloseClinic,
  ExportClinic,
  ExportManifest,
  OpenedExport,
  ResumeClinic,
  SuspendClinic,
  UpdateBrand,
  UpdateClinic,
} from './model.js'

const VERSION_CONFLICT = {
  status: 409,
  message: 'Someone changed these details meanwhile. Look at theirs, then save again.',
} as const

const exportErrors = {
  DAMAGED_EXPORT: {
    status: 422,
    message: 'This file is not whole any more. Nothing was changed here. Take another copy of it.',
  },
  NEWER_EXPORT: {
    status: 422,
    message:
      'This file was saved by a newer MediChain. Nothing was changed here. Update this one, then open the file again.',
  },
  WRONG_PASSPHRASE: {
    status: 422,
    message:
      'The passphrase does not open this file, or the file was changed. Nothing was changed here. Try the passphrase that it was saved with.',
  },
} as const

const openingErrors = {
  ALREADY_SET_UP: {
    status: 409,
    message: 'There is a clinic in this place already. Nothing was changed. Add a clinic, then open the file there.',
  },
  NOT_AN_EXPORT: {
    status: 422,
    message: 'This file is no clinic’s export. Nothing was changed. Choose the file that was saved.',
  },
  ...exportErrors,
} as const

export const tenancy = {
  getClinic: query('signed-in')
    .route({ method: 'GET', path: '/api/clinic', summary: 'The clinic of this workstation' })
    .input(z.strictObject({}))
    .output(Clinic),
  updateClinic: command('clinic:manage')
    .route({ method: 'PUT', path: '/api/clinic', summary: 'Change the clinic’s details' })
    .input(UpdateClinic)
    .output(Clinic)
    .errors({ VERSION_CONFLICT }),
  updateBrand: command('clinic:manage')
    .route({ method: 'PUT', path: '/api/clinic/brand', summary: 'Change the clinic’s color and logo' })
    .input(UpdateBrand)
    .output(Clinic)
    .errors({
      VERSION_CONFLICT,
      COLOR_TOO_LIGHT: {
        status: 422,
        message: 'White words cannot be read on this color. Nothing was changed. Choose a darker one.',
        data: z.object({ contrast: z.number() }),
      },
      NOT_A_LOGO: {
        status: 422,
        message: 'The logo has to be a PNG of at most 512 by 512 pixels. Nothing was changed. Choose another picture.',
      },
    }),
  suspend: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/clinic/suspension',
      summary: 'Suspend the clinic: everything but reading, exporting and resuming is refused',
    })
    .input(SuspendClinic)
    .output(Clinic)
    .errors({ VERSION_CONFLICT }),
  resume: command('clinic:manage', { worksSuspended: true })
    .route({ method: 'POST', path: '/api/clinic/resumption', summary: 'Resume a suspended clinic' })
    .input(ResumeClinic)
    .output(Clinic)
    .errors({
      VERSION_CONFLICT,
      NOT_SUSPENDED: { status: 409, message: 'This clinic is not suspended. Nothing was changed.' },
    }),
  exportClinic: query('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/clinic/export',
      summary:
        'The whole clinic in one file, sealed under a passphrase: every record with its history, files, audit log',
    })
    .input(ExportClinic)
    .output(ClinicExport),
  checkExport: query('clinic:manage')
    .route({ method: 'POST', path: '/api/clinic/export/check', summary: 'Open an export and check every line of it' })
    .input(CheckExport)
    .output(CheckedExport)
    .errors({
      NOT_AN_EXPORT: {
        status: 422,
        message: 'This file is no whole export of this clinic. Nothing was changed. Choose the file that was saved.',
      },
      ...exportErrors,
    }),
  lookAtExport: query('public')
    .route({
      method: 'POST',
      path: '/api/clinic/export/look',
      summary: 'First run: which clinic an export holds, once all of it was read',
    })
    .input(CheckExport)
    .output(ExportManifest)
    .errors(openingErrors),
  openExport: command('public')
    .route({
      method: 'POST',
      path: '/api/clinic/export/open',
      successStatus: 201,
      summary: 'First run: make a clinic of an export, with keys of its own; its people sign in as before',
    })
    .input(CheckExport)
    .output(OpenedExport)
    .errors(openingErrors),
  closeClinic: command('clinic:manage', { worksSuspended: true })
    .route({
      method: 'POST',
      path: '/api/clinic/close',
      summary:
        'Close the clinic on its last workstation: its keys are destroyed, and nothing can be brought back from here',
    })
    .input(CloseClinic)
    .output(z.object({ isClosed: z.literal(true) }))
    .errors({
      NAME_DIFFERS: {
        status: 422,
        message: 'This is not the name of the clinic. Nothing was changed. Type it as it stands above.',
      },
      EXPORT_FIRST: {
        status: 409,
        message:
          'No export was checked here that holds everything. Nothing was changed. Export the clinic, then check the file that you saved.',
      },
      OTHER_WORKSTATIONS: {
        status: 409,
        message: 'Other workstations belong to this clinic. Nothing was changed. Remove them in Workstations first.',
      },
      RELAY_RUNS_HERE: {
        status: 409,
        message: 'This workstation runs a relay for others. Nothing was changed. Stop it in Workstations first.',
      },
    }),
}
