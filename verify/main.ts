/** `npm run verify -- proof.json --rpc URL [--registry ADDRESS] [--token-file FILE]`: exit code 0 only if every claim holds. */
import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkProof, readProof } from './check.js'

const usage = 'npm run verify -- proof.json --rpc URL [--registry ADDRESS] [--token-file FILE]'

/** npm runs scripts in the checkout; a relative path means the folder in which the person typed it. */
const readText = (path: string): string =>
  readFileSync(isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path), 'utf8')

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rpc: { type: 'string' }, registry: { type: 'string' }, 'token-file': { type: 'string' } },
  })
  const [path] = positionals
  if (path === undefined || values.rpc === undefined) {
    console.error(usage)
    return 2
  }
  const findings = await checkProof(readProof(readText(path)), {
    rpc: values.rpc,
    ...(values.registry === undefined ? {} : { registry: values.registry }),
    ...(values['token-file'] === undefined ? {} : { token: readText(values['token-file']).trim() }),
  })
  for (const { claim, isTrue, seen } of findings)
    console.log(`  ${isTrue ? 'true ' : 'FALSE'}  ${claim}\n         ${seen}`)
  const isProven = findings.every(({ isTrue }) => isTrue)
  console.log(
    isProven
      ? '\nPROVEN: this version of the record was anchored, and is what the chain holds.'
      : '\nNOT PROVEN: at least one claim is false.',
  )
  if (isProven && values.registry === undefined)
    console.log('The registry’s address is the file’s own word; give --registry with the one that you know.')
  return isProven ? 0 : 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  },
)
