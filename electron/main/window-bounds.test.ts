import { expect, test } from 'vitest'
import { fitBounds } from './window-bounds.js'

const desk = { x: 0, y: 0, width: 1920, height: 1080 }
const initial = { width: 1280, height: 800, isMaximized: false }

test('a window comes back where it was', () => {
  const bounds = { x: 100, y: 50, width: 1400, height: 900, isMaximized: true }
  expect(fitBounds(bounds, [desk])).toEqual(bounds)
})

test('a window of an unplugged screen comes back on one that is there', () => {
  const bounds = { x: 2500, y: 50, width: 1400, height: 900, isMaximized: false }
  expect(fitBounds(bounds, [desk])).toEqual({ width: 1400, height: 900, isMaximized: false })
})

test('a window is never smaller than what fits on it', () => {
  expect(fitBounds({ x: 0, y: 0, width: 10, height: 10 }, [desk])).toMatchObject({ width: 1024, height: 700 })
})

test.each([null, 'x', {}, { width: '1', height: 2 }, []])('damaged memory %j is forgotten', (remembered) => {
  expect(fitBounds(remembered, [desk])).toEqual(initial)
})
