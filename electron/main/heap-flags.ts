/**
 * How the engines of our Node processes keep their memory. V8 takes 16 MB for each half of the young objects and gives nothing
 * back; what one operation makes is a few hundred kilobytes, and the chain mines a block a minute. What is old garbage is
 * collected when nobody waits (node/upkeep.ts), which needs `gc` to be there.
 */
export const heapFlags = '--js-flags=--max-semi-space-size=1 --optimize-for-size --expose-gc'
