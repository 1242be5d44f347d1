import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const minuteMs = 60_000

export default defineConfig({
  plugins: [react()],
  test: {
    pool: 'forks',
    // Two on purpose: workstations and CI runners have two cores, and the database tests wait on fsync.
    maxWorkers: 2,
    // Files share what they import: loading it anew for each took half of the processor's time. No test leaves state in a module.
    isolate: false,
    reporters: ['default'],
    coverage: { include: ['core/**', 'adapters/**', 'node/**'], exclude: ['**/*.test.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{core,adapters,node,electron,relay,call,renderer,resources,scripts}/**/*.test.{ts,tsx}',
            'tests/{conformance,node}/**/*.test.ts',
          ],
          // Far above what any takes: a busy machine must not make a failure.
          testTimeout: minuteMs,
          hookTimeout: minuteMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'contracts',
          include: ['tests/contracts/**/*.test.ts'],
          testTimeout: 3 * minuteMs,
          hookTimeout: 3 * minuteMs,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'relay',
          include: ['tests/relay/**/*.test.ts'],
          globalSetup: ['scripts/setup/relay-tests.mjs'],
          testTimeout: 3 * minuteMs,
          hookTimeout: 3 * minuteMs,
          // Real processes and a PostgreSQL of its own for each file: two at once would wait for each other's fsync.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'calls',
          include: ['tests/calls/**/*.test.ts'],
          // Minutes of thin line and browsers without devices: `npm run test:deep`.
          exclude: process.env.MEDICHAIN_DEEP ? [] : ['tests/calls/deep/**'],
          globalSetup: ['scripts/setup/call-tests.mjs'],
          testTimeout: minuteMs,
          hookTimeout: 5 * minuteMs,
          // Real browsers that encode and decode pictures: two files at once would starve each other.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'sync',
          include: ['tests/sync/**/*.test.ts'],
          testTimeout: 3 * minuteMs,
          hookTimeout: 3 * minuteMs,
          // Whole workstations with a relay, some against the clock.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'shell',
          include: ['tests/{shell,faults}/**/*.test.ts'],
          testTimeout: 5 * minuteMs,
          hookTimeout: 3 * minuteMs,
          // Kills parts of the app and waits for them to come back.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          testTimeout: 5 * minuteMs,
          hookTimeout: 3 * minuteMs,
          // Each file drives an app of its own: while one waits for its window, the other goes on.
        },
      },
    ],
  },
})
