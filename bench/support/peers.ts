import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from './figure.js'
import { cacheDir, root } from './settings.js'

/** What ours is held against; installed when it is first asked for, outside of the project and ignored by git. */
const peers = {
  pouch: { dependencies: { pouchdb: '9.0.0', 'express-pouchdb': '4.2.0', express: '4.21.2' }, built: [] },
  // The newest that runs on Node 20.
  actual: { dependencies: { '@actual-app/sync-server': '25.6.0' }, built: ['better-sqlite3', 'bcrypt'] },
} satisfies Record<string, { dependencies: Record<string, string>; built: string[] }>

export type PeerName = keyof typeof peers

/** The folder of an installed peer. */
export function installPeer(name: PeerName): string {
  const folder = join(root, 'bench', '.peers', name)
  const ready = join(folder, 'ready')
  if (existsSync(ready)) return folder
  const { dependencies, built } = peers[name]
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  console.log(`       installing ${Object.keys(dependencies).join(', ')}; some of it is compiled`)
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  npm('install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts')
  for (const module of built) npm('rebuild', module, '--ignore-scripts=false')
  writeFileSync(ready, '')
  return folder
}

/** A program of `bench/peers` that answers questions one after the other. */
export class PeerProcess {
  readonly folder = mkdtempSync(join(cacheDir, 'peer-'))
  readonly child: ChildProcess

  constructor(program: string, peer: string, args: readonly string[] = []) {
    this.child = fork(join(root, 'bench', 'peers', program), [peer, this.folder, ...args], {
      cwd: this.folder,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  ask<T>(question: string, ...given: readonly unknown[]): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`The peer ended with ${code} at ${question}.`))
      this.child.once('exit', ended)
      this.child.once('message', (answer) => {
        this.child.off('exit', ended)
        // Only our own program is at the other end.
        resolve(answer as T)
      })
      this.child.send({ question, given })
    })
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve))
    check(this.child.kill('SIGKILL'), 'the peer was there to the end')
    await exited
    rmSync(this.folder, { recursive: true, force: true })
  }
}
