import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { counted, loadWords, preferredLanguage } from './words/speech.js'
import { type Counted, type Language, languages, type Words } from './words/words.js'

interface Speaking {
  readonly language: Language
  readonly words: Words
  readonly count: (sentences: Counted, count: number) => string
  readonly speak: (language: Language) => void
}
const SpeakingContext = createContext<Speaking | null>(null)

/** The page's words in the language that the person chose; the browser's at first. */
export function useSpeaking(): Speaking {
  const speaking = useContext(SpeakingContext)
  if (speaking === null) throw new Error('Nothing above this component speaks.')
  return speaking
}

export function SpeakingProvider({ children }: { children: ReactNode }) {
  const [language, speak] = useState<Language>(() => preferredLanguage(navigator.languages))
  const [loaded, setLoaded] = useState<{ language: Language; words: Words } | null>(null)
  useEffect(() => {
    let isWanted = true
    loadWords(language).then(
      (words) => {
        if (!isWanted) return
        document.documentElement.lang = language
        document.documentElement.dir = languages[language].direction
        document.title = words.title
        setLoaded({ language, words })
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [language])
  if (loaded === null) return null
  const count = (sentences: Counted, number: number) => counted(loaded.language, sentences, number)
  return <SpeakingContext.Provider value={{ ...loaded, count, speak }}>{children}</SpeakingContext.Provider>
}

export function LanguageChoice() {
  const { language, words, speak } = useSpeaking()
  return (
    <label className="language">
      <span className="quiet">{words.language}</span>
      <select value={language} onChange={(event) => speak(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
