import { useEffect, useRef } from 'react'
import { LanguageChoice, useSpeaking } from './speaking.js'

/** Where there is nothing more to do but read. */
export function Ended({ title, text, isWaiting = false }: { title: string; text: string; isWaiting?: boolean }) {
  const { words } = useSpeaking()
  const heading = useRef<HTMLHeadingElement>(null)
  // Whoever cannot see the page hears that it changed.
  useEffect(() => heading.current?.focus(), [])
  return (
    <main className="sheet middle" aria-busy={isWaiting}>
      {isWaiting ? <span className="turning" aria-hidden="true" /> : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="lead">{text}</p>
      {isWaiting ? null : <p className="quiet">{words.nothingKept}</p>}
      <LanguageChoice />
    </main>
  )
}
