import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import * as z from 'zod'
import { SyncStatus } from '../../core/sync/model.js'
import { harbor } from './node.js'

const Joining = z.object({ state: z.string() })
const Waiting = z.array(z.object({ inviteId: z.string() }))

/** A local node in a process of its own, as `npm run node` starts it: the built program, spoken to at its HTTP door. */
export class NodeProcess {
  token = ''

  private constructor(
    readonly dataDir: string,
    readonly url: string,
    readonly child: ChildProcess,
    readonly exited: Promise<number | null>,
  ) {}

  static async start(dataDir: string): Promise<NodeProcess> {
    const program = resolve('build', 'app', 'node.cjs')
    const child = spawn(process.execPath, [program, '--data-dir', dataDir, '--http-port', '0'], {
      env: { ...process.env, MEDICHAIN_ROUND_SECONDS: '86400' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exited = new Promise<number | null>((done) => child.once('exit', done))
    const url = await new Promise<string>((found, reject) => {
      let said = ''
      const read = (text: Buffer) => {
        said += text
        const at = /MediChain local node: (\S+)/.exec(said)?.[1]
        if (at) found(at)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      void exited.then((code) => reject(new Error(`The local node ended with ${code}: ${said}`)))
    })
    return new NodeProcess(dataDir, url, child, exited)
  }

  /** @throws with the refusal's words. */
  async ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  async signIn(): Promise<void> {
    const who = { loginName: harbor.administrator.loginName, passphrase: harbor.passphrase }
    this.token = z.object({ token: z.string() }).parse(await this.ask('POST', '/api/identity/sign-in', who)).token
  }

  async found(relayUrl: string): Promise<void> {
    await this.ask('POST', '/api/identity/set-up', harbor)
    await this.signIn()
    const relay = { url: relayUrl, fingerprint: null, deviceName: 'Front desk', admission: null }
    await this.ask('POST', '/api/devices/relay', relay)
  }

  /** Lets another node in and waits until it has all that the clinic has. */
  async admit(other: NodeProcess, deviceName: string): Promise<void> {
    const { code } = z.object({ code: z.string() }).parse(await this.ask('POST', '/api/devices/invitations', {}))
    await other.ask('POST', '/api/devices/join', { code, deviceName })
    const [waiting] = Waiting.parse(await this.ask('GET', '/api/devices/waiting'))
    await this.ask('POST', '/api/devices/approvals', { inviteId: waiting?.inviteId, isAdministrator: false })
    for (;;) {
      const { state } = Joining.parse(await other.ask('GET', '/api/devices/joining'))
      if (state === 'done') break
      if (state === 'failed') throw new Error('It could not join.')
      await new Promise((done) => setTimeout(done, 50))
    }
    await other.signIn()
  }

  async register(familyName: string): Promise<string> {
    const person = { givenName: 'Amina', familyName, birthDate: null, sex: 'female', phone: null, email: null }
    const rest = { address: null, language: null, externalId: null, isConfirmedNew: true }
    return z.object({ id: z.string() }).parse(await this.ask('POST', '/api/patients', { ...person, ...rest })).id
  }

  async syncNow(): Promise<SyncStatus> {
    return SyncStatus.parse(await this.ask('POST', '/api/sync/now', {}))
  }

  /** Syncs again and again until nothing of this node waits and the relay is reached. */
  async synced(): Promise<void> {
    for (;;) {
      const { relay, waitingOps } = await this.syncNow()
      if (relay === 'connected' && waitingOps === 0) return
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  async has(patientId: string): Promise<boolean> {
    return this.ask('GET', `/api/patients/${patientId}`).then(
      () => true,
      () => false,
    )
  }

  stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal)
    return this.exited
  }
}
