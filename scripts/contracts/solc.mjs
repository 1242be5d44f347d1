#!/usr/bin/env node
// Stands in for the `solc` program, so that forge compiles offline with the compiler from npm.
// Forge asks for the version, then pipes a Standard JSON input that carries every source.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const solc = createRequire(import.meta.url)('solc')

if (process.argv.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`)
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
}
