import { expect, test } from 'vitest'
import { fillPage, noncePlaceholder } from './page.js'

const html = `<style nonce="${noncePlaceholder}"></style><body><div id="root"></div></body>`
const look = { accent: null, logo: null, isSuspended: false }
const face = { clinicName: 'Harbor', face: look, users: [], demoPassphrase: null, appVersion: '1' }
const clinic = { id: 'first', mark: null, clinicId: null, look, isShown: true, isEntered: false }

test('the page carries the nonce of its own answer and no placeholder', () => {
  expect(fillPage(html, 'abc', { lock: null, clinics: [] })).toBe(
    '<style nonce="abc"></style><body><script type="application/json" id="clinic-faces">[]</script><div id="root"></div></body>',
  )
})

test('no name can end the element that it stands in', () => {
  const clinicName = '</script><script>alert(1)</script><!-- $& $1'
  const page = fillPage(html, 'abc', { lock: { ...face, clinicName }, clinics: [{ ...clinic, name: clinicName }] })
  expect(page.match(/<\/script>/g)).toHaveLength(2)
  const json = /<script type="application\/json" id="lock-face">(.*?)<\/script><div id="root">/.exec(page)?.[1]
  expect(JSON.parse(json ?? '')).toEqual({ ...face, clinicName })
  const faces = /id="clinic-faces">(.*?)<\/script>/.exec(page)?.[1]
  expect(JSON.parse(faces ?? '')).toEqual([{ ...clinic, name: clinicName }])
})
