import type { FreshClinic } from '../founding.js'

/** Fills the demo clinic's records. */
export async function plantDemo(_demo: FreshClinic): Promise<void> {}
