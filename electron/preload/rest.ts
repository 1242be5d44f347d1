/** So long neither a person nor the page did anything before it counts as a rest: nobody notices a pause of some frames then. */
const restMs = 1_500
/** So long after one time until the next: a page that shows the time must not be tidied for each minute of it. */
const everyMs = 10_000

/**
 * Lets the page give back what it keeps and nobody asks for any more, whenever it rests. Chromium would keep it until the machine
 * runs out of memory: a fourth of the page, after an hour of its work.
 * @param giveBack drops caches and collects garbage, at once
 */
export function giveMemoryBackAtRest(page: Window, giveBack: () => void): void {
  let lastAt = 0
  let givenAt = 0
  let isWaiting = false

  function look(): void {
    const leftMs = Math.max(lastAt + restMs, givenAt + everyMs) - performance.now()
    if (leftMs > 0) setTimeout(look, leftMs)
    else {
      isWaiting = false
      givenAt = performance.now()
      giveBack()
    }
  }
  function moved(): void {
    lastAt = performance.now()
    if (!isWaiting) setTimeout(look, restMs)
    isWaiting = true
  }

  for (const event of ['keydown', 'pointerdown', 'wheel', 'hashchange'])
    page.addEventListener(event, moved, { passive: true, capture: true })
  page.addEventListener('DOMContentLoaded', () =>
    new MutationObserver(moved).observe(page.document, { childList: true, subtree: true, characterData: true }),
  )
}
