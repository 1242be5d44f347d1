#!/usr/bin/env node
/**
 * electron-builder compresses a tar with a 7za that it downloads from a release host. Where none is reachable, this
 * stands in for the one call it makes: `7za a OPTIONS OUT.tar.gz IN.tar`.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const [target, source] = process.argv.slice(-2)
if (!target?.endsWith('.gz') || !source?.endsWith('.tar')) {
  console.error('This stand-in for 7za only makes a .tar.gz; other archives need a machine that reaches release hosts.')
  process.exit(1)
}
await pipeline(createReadStream(source), createGzip({ level: 6 }), createWriteStream(target))
