import { authorized } from '../dispatch.js'
import { readCode } from '../kernel/code.js'
import type { PatientId } from '../kernel/ids.js'
import { dayOf } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { foldText } from '../kernel/text.js'
import type { Reader } from '../ports/database.js'
import type { ReadUnit } from '../ports/unit.js'
import { tellApart } from '../sync/intake.js'
import { historyOf } from './history.js'
import { addAllergy, findLikelySame, recordPatient, registerPatient, saveAllergy } from './intake.js'
import { readAllergies, readBanner, readPatient, summarize } from './reads.js'
import { checkBirthDate, corrected } from './rules.js'
import * as store from './store.js'

const implement = authorized.patients

export const patientsHandlers = {
  register: implement.register.handler(({ input, context, errors }) => {
    const { isConfirmedNew, ...demographics } = input
    return context.transact((unit) => {
      const birth = checkBirthDate(demographics.birthDate, dayOf(context.now(), context.clinic.timeZone))
      if (!birth.ok) throw errors.BIRTH_DATE_IN_FUTURE()
      const alike = findLikelySame(unit, demographics)
      if (alike.length > 0 && !isConfirmedNew)
        throw errors.LIKELY_DUPLICATE({ data: { candidates: alike.slice(0, 10).map(summarize) } })
      const patient = registerPatient(unit, context, demographics)
      const apart = { newId: context.newId, now: context.now, signer: context.signer }
      tellApart(
        unit,
        apart,
        patient.id,
        alike.map(({ id }) => id),
        context.actor.actorName,
      )
      return patient
    })
  }),

  search: implement.search.handler(({ input, context }) =>
    context.read((unit) => {
      if (input.text.trim() === '') {
        const before = input.cursor === undefined ? undefined : Number(input.cursor)
        const page = toPage(store.listNewest(unit, input.limit + 1, before), input.limit, ({ n }) => String(n))
        return disclosed(unit, { ...page, items: store.readHits(unit, page.items).map(summarize) })
      }
      const found = rank(find(unit, input.text), input.text)
      const start = Number(input.cursor ?? 0)
      const end = start + input.limit
      const items = store.readHits(unit, found.slice(start, end)).map(summarize)
      return disclosed(unit, { items, nextCursor: found.length > end ? String(end) : null })
    }),
  ),

  get: implement.get.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const patient = readPatient(unit, input.patientId)
      if (!patient) throw errors.PATIENT_UNKNOWN()
      unit.seen({ kind: 'patient', id: patient.id, patientId: patient.id })
      return patient
    }),
  ),

  getBanner: implement.getBanner.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const patient = readPatient(unit, input.patientId)
      if (!patient) throw errors.PATIENT_UNKNOWN()
      unit.seen({ kind: 'patient', id: patient.id, patientId: patient.id })
      return readBanner(unit, patient, context.clinic, context.now())
    }),
  ),

  getHistory: implement.getHistory.handler(({ input: { patientId }, context, errors }) =>
    context.read((unit) => {
      if (!readPatient(unit, patientId)) throw errors.PATIENT_UNKNOWN()
      unit.seen({ kind: 'patient', id: patientId, patientId })
      const { journal, deviceId } = context
      const nameOf = (device: string) => (device === deviceId ? null : store.readDeviceName(unit, device))
      return historyOf(journal.versionsOf('patient', patientId), journal.lostValuesOf('patient', patientId), nameOf)
    }),
  ),

  update: implement.update.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const before = readPatient(unit, input.patientId)
      if (!before) throw errors.PATIENT_UNKNOWN()
      if (before.version !== input.version) throw errors.VERSION_CONFLICT({ data: { current: before } })
      const birth = checkBirthDate(input.demographics.birthDate, dayOf(context.now(), context.clinic.timeZone))
      if (!birth.ok) throw errors.BIRTH_DATE_IN_FUTURE()
      const after = corrected(before, input.demographics, context.now())
      store.replacePatient(unit, before, after, context.actor.actorName)
      recordPatient(unit, after)
      return after
    }),
  ),

  recordAllergy: implement.recordAllergy.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (!readPatient(unit, input.patientId)) throw errors.PATIENT_UNKNOWN()
      const known = readAllergies(unit, input.patientId)
      if (known.some((allergy) => foldText(allergy.substance) === foldText(input.substance)))
        throw errors.ALREADY_RECORDED()
      return addAllergy(unit, context, input, context.actor.actorName)
    }),
  ),

  retractAllergy: implement.retractAllergy.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const allergy = readAllergies(unit, input.patientId).find(({ id }) => id === input.allergyId)
      if (!allergy) throw errors.ALLERGY_UNKNOWN()
      return saveAllergy(unit, {
        ...allergy,
        isActive: false,
        retractionReason: input.reason,
        recordedAt: context.now(),
        recordedBy: context.actor.actorName,
        version: allergy.version + 1,
      })
    }),
  ),
}

/** By code where it is one, by phone where it is digits, by names otherwise. */
function find(db: Reader, text: string): store.Hit[] {
  const code = readCode(text)
  if (code?.startsWith('P')) return store.findByCode(db, code)
  if (/^[+\d][\d ()./-]{2,}$/.test(text.trim())) return store.findByPhone(db, text)
  return store.findByNames(db, text)
}

/** Names that begin as typed come first, then by family name: the order in which a person would look. */
function rank(found: readonly store.Hit[], text: string): store.Hit[] {
  const typed = foldText(text)
  return found
    .map((hit) => {
      const [given, family] = [foldText(hit.givenName ?? ''), foldText(hit.familyName)]
      const isFirst = family.startsWith(typed) || (given === '' ? false : `${given} ${family}`.startsWith(typed))
      return { hit, key: `${isFirst ? 0 : 1}${family} ${given}` }
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ hit }) => hit)
}

function disclosed<T extends { items: { id: PatientId }[] }>(unit: ReadUnit, page: T): T {
  for (const { id } of page.items) unit.seen({ kind: 'patient', id, patientId: id })
  return page
}
