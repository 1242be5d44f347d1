/**
 * The least program that has a chain: ganache on a folder, until its first block can be read. `bench/provision.ts` starts it and
 * ends it by hanging up.
 */
const { log, warn, error } = console
// Loading ganache prints that its web server's native part lacks a build for this runtime.
Object.assign(console, { log: () => {}, warn: () => {}, error: () => {} })
const { default: ganache } = await import('ganache')
Object.assign(console, { log, warn, error })
const provider = ganache.provider({
  logging: { quiet: true },
  chain: { chainId: 7_442, networkId: 7_442, hardfork: 'shanghai' },
  database: { dbPath: String(process.argv[2]) },
  wallet: { totalAccounts: 0 },
})
const block = await provider.request({ method: 'eth_getBlockByNumber', params: ['0x0', false] })
process.send?.(block?.hash ?? null)
process.once('disconnect', () => void provider.disconnect().then(() => process.exit(0)))
