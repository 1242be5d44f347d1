import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Level, ServiceName } from '../core/monitoring/model.js'
import type { OpenRecords } from './records.js'

/** What `GET /metrics` of the loopback door tells, to whoever has the token. */
export interface Metrics {
  readonly token: string
  text(): Promise<string>
}

/**
 * States, counts and sizes for Prometheus; nothing of a patient, a member of staff or a record.
 * @param tokenFile is made where it is not there, readable by this person of the machine alone.
 */
export function openMetrics(
  tokenFile: string,
  records: () => Pick<OpenRecords, 'monitor' | 'database'> | null,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'medichain_records_open',
    help: 'Whether the records are open (somebody has signed in).',
    registers,
    collect() {
      this.set(records() ? 1 : 0)
    },
  })
  new Gauge({
    name: 'medichain_service_level',
    help: 'Of each service, 1 at its level: off, running, degraded, failed.',
    labelNames: ['service', 'level'],
    registers,
    collect() {
      this.reset()
      for (const { service, level } of records()?.monitor.status().services ?? [])
        for (const one of Level.options)
          this.set({ service: ServiceName.parse(service), level: one }, one === level ? 1 : 0)
    },
  })
  new Gauge({
    name: 'medichain_waiting',
    help: 'What waits for the chain.',
    labelNames: ['what'],
    registers,
    collect() {
      const db = records()?.database
      const count = (table: string, where: string) =>
        db?.row<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n ?? 0
      this.set({ what: 'commitments' }, count('chain_commitments', 'batch_n IS NULL'))
      this.set({ what: 'contract_calls' }, count('chain_calls', "state = 'waiting'"))
    },
  })
  if (!existsSync(tokenFile)) writeFileSync(tokenFile, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return { token: readFileSync(tokenFile, 'utf8').trim(), text: () => registry.metrics() }
}
