/** The stand-alone page: the same check as the command's, in a browser. */
import { checkProof, readProof } from './check.js'

function element<T extends Element>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector)
  if (!(found instanceof type)) throw new Error(`The page has no ${selector}.`)
  return found
}

const form = element('form', HTMLFormElement)
const verdict = element('#verdict', HTMLElement)
const list = element('#findings', HTMLElement)

function row(claim: string, isTrue: boolean, seen: string): HTMLElement {
  const item = document.createElement('li')
  const word = document.createElement('strong')
  word.className = String(isTrue)
  word.textContent = isTrue ? 'True. ' : 'False. '
  const code = document.createElement('code')
  code.textContent = seen
  item.append(word, claim, document.createElement('br'), code)
  return item
}

function say(text: string, isGood: boolean): void {
  verdict.textContent = text
  verdict.className = String(isGood)
}

async function check(): Promise<void> {
  list.replaceChildren()
  verdict.className = ''
  verdict.textContent = 'Asking the node…'
  try {
    const data = new FormData(form)
    const file = data.get('file')
    if (!(file instanceof File)) throw new Error('Choose a file.')
    const registry = String(data.get('registry') ?? '').trim()
    const findings = await checkProof(readProof(await file.text()), {
      rpc: String(data.get('rpc')),
      ...(registry === '' ? {} : { registry }),
    })
    list.replaceChildren(...findings.map(({ claim, isTrue, seen }) => row(claim, isTrue, seen)))
    const isProven = findings.every(({ isTrue }) => isTrue)
    say(isProven ? 'Proven: what the chain holds.' : 'Not proven: at least one claim is false.', isProven)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), false)
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void check()
})
