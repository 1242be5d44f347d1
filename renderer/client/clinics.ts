import { useQuery } from '@tanstack/react-query'
import { type ClinicFace, clinicFacesElementId } from '../../core/kernel/shell-protocol.js'

/** The clinics as the shell put them into the page; what it says later counts. */
function facesOfPage(): ClinicFace[] {
  const json = document.getElementById(clinicFacesElementId)?.textContent
  return json ? JSON.parse(json) : []
}

/** Which clinic this page was loaded for: it never shows another. */
export const clinicOfPage = (): string => new URLSearchParams(window.location.search).get('clinic') ?? 'first'

/** Under which name the list is kept; it tells nothing that the lock screen may not. */
export const clinicsKey = 'shell.clinics'

/** Every clinic of this computer, and how to ask again: another one may have locked itself meanwhile. */
export function useClinics(): { clinics: readonly ClinicFace[]; refresh: () => void } {
  const { data, refetch } = useQuery({
    queryKey: [clinicsKey],
    queryFn: () => window.medichain.listClinics(),
    placeholderData: facesOfPage,
    // Nothing tells of a clinic that was set up or has locked itself: whoever looks asks anew.
    staleTime: 0,
  })
  return { clinics: data ?? [], refresh: () => void refetch() }
}

/** `Harbor Clinic`, or `Harbor Clinic · 7F3A` where another one is called the same. */
export const clinicWords = ({ name, mark }: Pick<ClinicFace, 'name' | 'mark'>): string =>
  [name ?? 'New clinic', mark].filter((part) => part !== null).join(' · ')
