/**
 * `npm start -- --journey [--import PATH]`: walks the eight steps through the real window with the demo clinic, saves a
 * picture of each in out/journey/, and prints what was made.
 */
import { rm, writeFile } from 'node:fs/promises'
import { type App, inRoot } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { type ImportSeen, previewImport, runImport } from './import-records.js'
import { type JourneyRow, journeyTable } from './journey-table.js'
import { newStory, type Story } from './story.js'
import { arrive, readProofs, staff, take, walkSteps } from './walk.js'

const picturesDir = inRoot('out/journey')

function importPath(args: readonly string[]): string | null {
  const at = args.indexOf('--import')
  return at === -1 ? null : (args[at + 1] ?? null)
}

function printPreview({ summary, lines }: ImportSeen): void {
  console.log(`\nPreview: ${summary}`)
  for (const { fate, kind, title, remarks } of lines)
    console.log(`  ${fate.padEnd(15)} ${kind.padEnd(22)} ${title}${remarks ? ` — ${remarks}` : ''}`)
}

/** Brings the records in as the administrator does, and answers the name of somebody among them. */
async function importSomebody(app: App, path: string): Promise<string> {
  printPreview(await previewImport(app, path, staff.administrator))
  await app.picture(`${picturesDir}/00-import-preview.png`)
  const report = await runImport(app)
  console.log(`\nReport: ${report.summary}`)
  await app.picture(`${picturesDir}/00-import-report.png`)
  const person = report.lines.find(({ kind, fate }) => kind === 'Patient' && /^(New|Known)/.test(fate))
  if (person === undefined) throw new Error('No patient was imported, so there is nobody to walk the journey with.')
  return person.title
}

async function walk(app: App, path: string | null): Promise<JourneyRow[]> {
  const name = path === null ? 'Zoë Marangoni-Ngũgĩ' : await importSomebody(app, path)
  const story: Story = newStory(name, path === null ? 'zoe maran' : name)
  const rows: JourneyRow[] = []
  let step = 'Arrival'
  try {
    await arrive(app, story, path !== null)
    console.log(`\nThe journey of ${story.patientName}`)
    for (const [index, one] of walkSteps.entries()) {
      step = one.name
      const startedAt = performance.now()
      const made = await take(app, story, one, picturesDir)
      rows.push({ step, made, seconds: (performance.now() - startedAt) / 1000 })
      console.log(`  ${index + 1}/${walkSteps.length} ${step}`)
    }
    step = 'Proofs'
    const proofs = await readProofs(app, story)
    return rows.map((row) => ({ ...row, proof: proofs.get(row.step) }))
  } catch (error) {
    throw new Error(
      `The journey stopped at "${step}": ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      {
        cause: error,
      },
    )
  }
}

async function main(): Promise<number> {
  await rm(picturesDir, { recursive: true, force: true })
  console.log('  journey  preparing the demo clinic')
  const app = await openDemo()
  try {
    const rows = await walk(app, importPath(process.argv.slice(2)))
    await writeFile(`${picturesDir}/journey.json`, JSON.stringify(rows, null, 2))
    console.log(
      `\n${journeyTable(rows)}\n\nPictures of each step, and journey.json with the whole hashes, are in out/journey/.`,
    )
    if (app.complaints.length === 0) return 0
    console.error(`\nThe window complained:\n${app.complaints.join('\n')}`)
    return 1
  } catch (error) {
    const picture = `${picturesDir}/failed.png`
    const isShown = await app.picture(picture).then(
      () => true,
      () => false,
    )
    console.error(`\n${error instanceof Error ? error.message : error}`)
    if (isShown) console.error('What the window showed then: out/journey/failed.png')
    for (const complaint of app.complaints) console.error(complaint)
    return 1
  } finally {
    await app.close()
  }
}

process.exitCode = await main()
