/** What a color means here: red only for danger to a patient or money, amber for attention, green only for done. */
export type Tone = 'neutral' | 'accent' | 'attention' | 'danger' | 'done'

/** The tone's colors, for the `style` of an element. */
export const toneStyle = (tone: Tone) => ({ background: `var(--mc-${tone}-bg)`, color: `var(--mc-${tone}-text)` })
