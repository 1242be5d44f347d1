import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { Clinic, UpdateClinic } from './model.js'

export const tenancy = {
  getClinic: query('signed-in')
    .route({ method: 'GET', path: '/api/clinic', summary: 'The clinic of this workstation' })
    .input(z.strictObject({}))
    .output(Clinic),
  updateClinic: command('clinic:manage')
    .route({ method: 'PUT', path: '/api/clinic', summary: 'Change the clinic’s details' })
    .input(UpdateClinic)
    .output(Clinic)
    .errors({
      VERSION_CONFLICT: {
        status: 409,
        message: 'Someone changed these details meanwhile. Look at theirs, then save again.',
      },
    }),
}
