/** Runs in the page: whether everything is painted in a color scheme. */
export function isPaintedIn(scheme: string): boolean {
  const { body, documentElement: root } = document
  if (root.dataset.mantineColorScheme !== scheme) return false
  // Chromium leaves some inherited colors as they were until their elements are laid out anew.
  body.style.display = 'none'
  body.getBoundingClientRect()
  body.style.removeProperty('display')
  body.getBoundingClientRect()
  return document.getAnimations().every(({ playState }) => playState !== 'running')
}
