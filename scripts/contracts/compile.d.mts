/** Compiles the contracts if they changed; see compile.mjs. */
export declare function compileContracts(options?: { root?: string; outDir?: string }): Promise<{
  isSkipped: boolean
  contracts: { name: string; sizeBytes: number }[]
  warnings: string[]
  elapsedMs: number
}>
