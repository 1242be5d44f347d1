/**
 * `npm run verify -- proof.json --rpc URL`: checks a record's proof against a node, by verify/ and ethers alone.
 * `--page` writes the same check as one page without parts, build/verify.html, to be given away.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setUpDependencies } from './setup/dependencies.mjs'
import { inRoot } from './setup/places.mjs'
import { main } from './setup/report.mjs'
import { runNode } from './setup/run.mjs'

async function writePage() {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [inRoot('verify', 'page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
  })
  const program = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script')
  mkdirSync(inRoot('build'), { recursive: true })
  const page = readFileSync(inRoot('verify', 'page.html'), 'utf8').replace('/*program*/', () => program)
  writeFileSync(inRoot('build', 'verify.html'), page)
  console.log('  verify  build/verify.html')
}

await main(async () => {
  await setUpDependencies()
  const args = process.argv.slice(2)
  if (args.includes('--page')) {
    await writePage()
    return 0
  }
  const { code } = await runNode(['--import', 'tsx', inRoot('verify', 'main.ts'), ...args])
  return code
})
