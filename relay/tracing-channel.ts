import diagnostics from 'node:diagnostics_channel'
import polyfill from 'dc-polyfill'

/**
 * Fastify asks for tracing channels as it loads, which the workstation's fallback runtime (Node 18.15) lacks. This module is
 * imported before it.
 */
const { tracingChannel } = polyfill as Pick<typeof diagnostics, 'tracingChannel'>
diagnostics.tracingChannel ??= tracingChannel
