/** Zod would compile schemas with `new Function`, which the page's policy forbids; it reads this before the first schema. */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
