import { useState } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import type { Order } from '../../../core/pharmacy/model.js'
import { PatientPicker } from '../scheduling/patient-picker.js'
import { OrderFor } from './place-order-drawer.js'

interface OrderForAnyoneProps {
  onPlaced: (order: Order) => void
  onClose: () => void
}

/** An order at the counter: first for whom, then what. */
export function OrderForAnyone({ onPlaced, onClose }: OrderForAnyoneProps) {
  const [patientId, setPatientId] = useState<PatientId | undefined>(undefined)
  return (
    <>
      <div style={{ marginBlockEnd: 16 }}>
        <PatientPicker patientId={patientId} onChange={setPatientId} />
      </div>
      {patientId === undefined ? null : (
        <OrderFor key={patientId} patientId={patientId} consultationId={null} onPlaced={onPlaced} onClose={onClose} />
      )}
    </>
  )
}
