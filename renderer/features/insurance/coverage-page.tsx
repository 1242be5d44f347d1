import { CoverageId } from '../../../core/kernel/ids.js'
import { useIdParam } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { Facts } from '../../ui/facts.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page, Section } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { DateText } from '../../ui/time-text.js'
import { BenefitTable } from './benefit-table.js'

/** One membership: what it pays for, and what is left of it in this benefit year. */
export function CoveragePage() {
  const insuranceId = useIdParam('coverageId', CoverageId)
  const services = useOperationQuery('insurance.listCoveredServices', { insuranceId })
  const can = useCan()
  return (
    <QueryView query={services} loading={<Page title="Coverage">{null}</Page>}>
      {({ coverage, services: benefits, deductibleLeftMinor, outOfPocketLeftMinor, visitsLeft, currency }) => (
        <Page
          title={coverage.planName}
          subtitle={`${coverage.payerName} · member ${coverage.memberNumber}`}
          above={can('patients:read') ? <MemberBanner patientId={coverage.patientId} /> : null}
        >
          <Section title="Left this year">
            <Facts
              items={[
                {
                  label: 'Deductible left',
                  value: <MoneyText amountMinor={deductibleLeftMinor} currency={currency} />,
                },
                {
                  label: 'Out of pocket left',
                  value:
                    outOfPocketLeftMinor === null ? (
                      'No maximum'
                    ) : (
                      <MoneyText amountMinor={outOfPocketLeftMinor} currency={currency} />
                    ),
                },
                { label: 'Visits left', value: visitsLeft ?? 'Not counted' },
                { label: 'First day', value: <DateText date={coverage.validFrom} /> },
                {
                  label: 'Last day',
                  value: coverage.validUntil === null ? 'No end known' : <DateText date={coverage.validUntil} />,
                },
              ]}
            />
          </Section>
          <Section title="Covered services">
            <BenefitTable benefits={benefits} currency={currency} />
          </Section>
        </Page>
      )}
    </QueryView>
  )
}

function MemberBanner({ patientId }: { patientId: string }) {
  const banner = useOperationQuery('patients.getBanner', { patientId })
  return banner.data === undefined ? null : <PatientBanner banner={banner.data} />
}
