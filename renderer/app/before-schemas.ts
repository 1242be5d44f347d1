/**
 * Zod compiles schemas with `new Function`, which the window's CSP forbids. It reads this before it makes the first schema,
 * so this module is imported before any that knows zod.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
