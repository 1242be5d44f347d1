import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { Clinic, ResumeClinic, SuspendClinic, UpdateBrand, UpdateClinic } from './model.js'

const VERSION_CONFLICT = {
  status: 409,
  message: 'Someone changed these details meanwhile. Look at theirs, then save again.',
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
}
