import { expect, test } from 'vitest'
import { defaultDataDir, readSwitches } from './switches.js'

test('a data directory is taken from the switch, in both spellings, before the environment', () => {
  const env = { MEDICHAIN_DATA_DIR: '/elsewhere' }
  expect(readSwitches(['electron', '--data-dir', '/a b/c'], env).dataDir).toBe('/a b/c')
  expect(readSwitches(['electron', '--data-dir=/a b/c'], env).dataDir).toBe('/a b/c')
  expect(readSwitches(['electron'], env).dataDir).toBe('/elsewhere')
})

test('without either, records go to where the platform keeps a user’s data', () => {
  expect(defaultDataDir('linux', {}, '/home/amara')).toBe('/home/amara/.local/share/medichain')
  expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' }, '/home/amara')).toBe('/data/medichain')
  expect(defaultDataDir('darwin', {}, '/Users/amara')).toBe('/Users/amara/Library/Application Support/MediChain')
})

test('Chromium’s own switches pass by', () => {
  const { isDemo, smokeTestFile } = readSwitches(['electron', '--no-sandbox', '--demo'], {})
  expect({ isDemo, smokeTestFile }).toEqual({ isDemo: true, smokeTestFile: null })
})
