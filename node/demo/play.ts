import type { Charge } from '../../core/billing/model.js'
import type { ConsultationId, OrderId, PrescriptionId, ProductId, SlotId } from '../../core/kernel/ids.js'
import type { Instant } from '../../core/kernel/instant.js'
import { fullName } from '../../core/patients/rules.js'
import { diagnosisCodes } from '../../resources/reference-data.js'
import type { DemoTools, Operations } from './tools.js'
import { type VisitMoment, type VisitPlan, visitMoments } from './visits.js'

/** What was set up before the visits. */
export interface Stage {
  tools: DemoTools
  /** By `slotKey`. */
  slotIds: ReadonlyMap<string, SlotId>
  /** By RxNorm code. */
  productIds: ReadonlyMap<string, ProductId>
}

export const slotKey = (doctor: string, startsAt: Instant): string => `${doctor} ${startsAt}`

/** Something that happens at a time. */
export interface Happening {
  at: Instant
  run(): Promise<void>
}

/** The moments of a visit, each done by whoever does it in a clinic, with the operation that the window calls. */
export function happeningsOf(plan: VisitPlan, place: number, stage: Stage): Happening[] {
  const visit = new PlayedVisit(plan, place, stage)
  return visitMoments.flatMap((moment) => {
    const at = plan.at[moment]
    return at === undefined ? [] : [{ at, run: () => visit.play(moment) }]
  })
}

class PlayedVisit {
  readonly #plan: VisitPlan
  readonly #stage: Stage
  readonly #desk: Operations
  readonly #doctor: Operations
  readonly #pharmacy: Operations
  #id: ConsultationId | undefined
  #dueMinor = 0
  #currency = ''
  #isCovered = false
  #prescriptionId: PrescriptionId | null = null
  #orderId: OrderId | undefined

  constructor(plan: VisitPlan, place: number, stage: Stage) {
    this.#plan = plan
    this.#stage = stage
    const operations = (loginName: string) => stage.tools.member(loginName).operations
    this.#desk = operations(place % 2 === 0 ? 'grace' : 'mateo')
    this.#pharmacy = operations(place % 2 === 0 ? 'linh' : 'piotr')
    this.#doctor = operations(plan.doctor)
  }

  async play(moment: VisitMoment): Promise<void> {
    await this.#acts[moment]()
  }

  readonly #acts: Record<VisitMoment, () => Promise<unknown>> = {
    booked: () => this.#book(),
    verified: () => this.#verify(),
    cancelled: () =>
      this.#desk.scheduling.cancelConsultation({ ...this.#here(), reason: 'The patient called: feels better' }),
    arrived: () => this.#desk.scheduling.checkIn(this.#here()),
    missed: () => this.#desk.scheduling.markNoShow(this.#here()),
    paid: () =>
      this.#pay(this.#plan.keys.payment, this.#dueMinor, { kind: 'consultation', id: this.#consultationId() }),
    started: () => this.#doctor.encounters.start(this.#here()),
    measured: () => this.#doctor.encounters.recordVitals({ ...this.#plan.vitals, ...this.#here() }),
    noted: () => this.#note(),
    diagnosed: () => this.#diagnose(),
    prescribed: () => this.#prescribe(),
    completed: () => this.#complete(),
    ordered: () => this.#order(),
    orderPaid: () => this.#payOrder(),
    dispensed: () => this.#pharmacy.pharmacy.dispense(this.#theOrder()),
    shipped: () => this.#ship(),
    handedOver: () =>
      this.#pharmacy.pharmacy.handOver({ ...this.#theOrder(), receivedBy: fullName(this.#plan.patient) }),
  }

  async #book(): Promise<void> {
    const { doctor, startsAt, patient, mode, symptoms } = this.#plan
    const slotId = this.#stage.slotIds.get(slotKey(doctor, startsAt))
    if (slotId === undefined) throw new Error(`The demo books a time that ${doctor} does not offer: ${startsAt}.`)
    const booked = await this.#desk.scheduling.bookConsultation({ patientId: patient.id, slotId, mode, symptoms })
    this.#id = booked.id
    this.#dueMinor = booked.feeMinor
    this.#currency = booked.currency
  }

  async #verify(): Promise<void> {
    const payable = { kind: 'consultation', id: this.#consultationId() } as const
    const coverageId = this.#plan.coverage?.id ?? null
    const verified = await this.#desk.insurance.verifyCoverage({ payable, coverageId })
    this.#dueMinor = verified.patientOwesMinor
    this.#isCovered = verified.isCovered
  }

  async #pay(idempotencyKey: string, amountMinor: number, payable: Charge['payable']): Promise<void> {
    if (amountMinor <= 0) return
    const { method, reference } = this.#plan
    const payment = { idempotencyKey, payable, amountMinor, currency: this.#currency, method, reference }
    await this.#desk.billing.takePayment(payment)
  }

  #note(): Promise<unknown> {
    const { symptoms, complaint } = this.#plan
    return this.#doctor.encounters.addNote({
      ...this.#here(),
      text: `${symptoms}.\n${complaint.finding}`,
      replaces: null,
    })
  }

  #diagnose(): Promise<unknown> {
    const { code } = this.#plan.complaint
    const description = diagnosisCodes.find((known) => known.code === code)?.description ?? code
    return this.#doctor.encounters.addDiagnosis({ ...this.#here(), code, description })
  }

  async #prescribe(): Promise<void> {
    const { sig } = this.#plan
    if (!sig) return
    const order = { ...this.#here(), ...sig, note: null, overrideReason: null }
    this.#prescriptionId = (await this.#doctor.prescriptions.issue(order)).id
  }

  #complete(): Promise<unknown> {
    const { finding, plan, followUp } = this.#plan.complaint
    return this.#doctor.encounters.complete({ ...this.#here(), summary: `${finding} ${plan}`, followUp })
  }

  async #order(): Promise<void> {
    const { sig, patient, delivery, coverage, keys } = this.#plan
    const productId = sig && this.#stage.productIds.get(sig.rxNormCode)
    if (!sig || !productId) throw new Error('The demo orders what its pharmacy does not sell.')
    const order = await this.#pharmacy.pharmacy.placeOrder({
      idempotencyKey: keys.order,
      patientId: patient.id,
      consultationId: this.#consultationId(),
      lines: [{ productId, quantity: sig.quantity, prescriptionId: this.#prescriptionId }],
      delivery:
        delivery === 'ship' && patient.address ? { kind: 'ship', address: patient.address } : { kind: 'pickup' },
      coverageId: this.#isCovered ? (coverage?.id ?? null) : null,
    })
    this.#orderId = order.id
  }

  async #payOrder(): Promise<void> {
    const payable = { kind: 'order', id: this.#theOrder().orderId } as const
    const { outstandingMinor } = await this.#pharmacy.billing.getCharge(payable)
    await this.#pay(this.#plan.keys.orderPayment, outstandingMinor, payable)
  }

  #ship(): Promise<unknown> {
    const trackingNumber = `BP${this.#theOrder()
      .orderId.slice(0, 8)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '7')}`
    return this.#pharmacy.pharmacy.ship({ ...this.#theOrder(), carrier: 'Bay Parcel', trackingNumber })
  }

  #here(): { consultationId: ConsultationId } {
    return { consultationId: this.#consultationId() }
  }

  #consultationId(): ConsultationId {
    if (this.#id === undefined) throw new Error('A visit of the demo goes on before it is booked.')
    return this.#id
  }

  #theOrder(): { orderId: OrderId } {
    if (this.#orderId === undefined) throw new Error('An order of the demo goes on before it is placed.')
    return { orderId: this.#orderId }
  }
}
