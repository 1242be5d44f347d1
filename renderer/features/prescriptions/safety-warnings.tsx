import type { SafetyWarning } from '../../../core/prescriptions/model.js'
import { Notice } from '../../ui/notice.js'

/** What speaks against a medicine for this person: danger in red, caution in amber. */
export function SafetyWarnings({ warnings }: { warnings: readonly SafetyWarning[] }) {
  return warnings.map((warning) => (
    <Notice
      key={`${warning.kind} ${warning.statement}`}
      tone={warning.severity === 'danger' ? 'danger' : 'attention'}
      title={warning.kind === 'allergy' ? `Allergy: ${warning.substance}` : `Duplicate of ${warning.prescriptionCode}`}
    >
      {warning.statement}
    </Notice>
  ))
}
