import type { ImportFiles } from '../../../core/interchange/model.js'

type Readable = { isReadable: true; files: ImportFiles } | { isReadable: false; reason: string }

const largestFile = 20_000_000
const mostFiles = 5_000

/** Reads the chosen JSON files in the window, so that the node opens no path that it is told. Other files are passed over. */
export async function readFiles(files: readonly File[]): Promise<Readable> {
  const wanted = files.filter(({ name }) => /\.(json|ndjson)$/i.test(name))
  if (wanted.length === 0)
    return { isReadable: false, reason: 'There are no JSON files among these. Choose FHIR R4 files.' }
  if (wanted.length > mostFiles) {
    return { isReadable: false, reason: `These are ${wanted.length} files; choose at most ${mostFiles} at once.` }
  }
  const large = wanted.find(({ size }) => size > largestFile)
  if (large !== undefined) {
    return { isReadable: false, reason: `${large.name} is larger than 20 MB. Split it into smaller Bundles.` }
  }
  try {
    const read = await Promise.all(wanted.map(async (file) => ({ name: file.name, text: await file.text() })))
    return { isReadable: true, files: { files: read } }
  } catch {
    return { isReadable: false, reason: 'A file could not be read. Check that it is still there, then choose again.' }
  }
}
