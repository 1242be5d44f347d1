import { drawingSVG, qrcode } from 'bwip-js/browser'
import { useMemo } from 'react'

/** A QR code as a picture; drawn here, so that nothing leaves the window. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string | undefined }) {
  const source = useMemo(() => {
    const svg = qrcode({ bcid: 'qrcode', text, paddingwidth: 2, paddingheight: 2 }, drawingSVG())
    return `data:image/svg+xml,${encodeURIComponent(svg)}`
  }, [text])
  return <img src={source} alt={label} className={className} />
}
