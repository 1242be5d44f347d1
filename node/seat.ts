import type { Door } from '../core/dispatch.js'
import type { SignedIn } from '../core/ports/vault.js'
import { type Lobby, windowDoor } from './doors.js'
import type { Port } from './window-port.js'

const minuteMs = 60_000

export interface SeatOptions {
  lobby: Lobby
  serve(port: Port, door: Door): void
  /** Minutes without a touch until this clinic locks itself. */
  lockAfterMinutes(): number
  /** Puts into the audit log that somebody was locked out while the window showed another clinic. */
  noteLocked(who: SignedIn): void
  /** Told when somebody sits down or gets up. */
  changed(isTaken: boolean): void
}

/**
 * The place before the window. The window shows one clinic at a time, and each has a node of its own: whoever is signed in keeps
 * the seat while another clinic is shown, for as long as this one would wait before it locks itself. A port that closes
 * otherwise, as when the window is loaded anew or closed, leaves the seat empty.
 */
export class Seat {
  #current: { door: Door; port: Port } | null = null
  /** Whose window shows another clinic now. */
  #kept: Door | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(readonly options: SeatOptions) {}

  /** A window connects: whoever kept the seat has it again. */
  connect(port: Port): void {
    clearTimeout(this.#timer)
    const door = this.#kept ?? this.#newDoor()
    this.#kept = null
    this.#current = { door, port }
    this.options.serve(port, door)
    port.on('close', () => {
      // A kept seat stays, and one that a later port has taken again is no longer this one's to leave.
      const isLaterPorts = door === this.#current?.door && port !== this.#current.port
      if (door === this.#kept || isLaterPorts) return
      if (door === this.#current?.door) this.#current = null
      door.leave()
    })
    port.start?.()
  }

  /** The window is about to show another clinic. @returns whether somebody keeps the seat. */
  keep(): boolean {
    const door = this.#current?.door
    if (!door?.signedIn()) return false
    this.#kept = door
    this.#current = null
    this.#timer = setTimeout(() => this.lock(), this.options.lockAfterMinutes() * minuteMs)
    this.#timer.unref?.()
    return true
  }

  /** Locks out whoever kept the seat. Who sits before the window locks by themselves. */
  lock(): void {
    clearTimeout(this.#timer)
    const door = this.#kept
    const who = door?.signedIn()
    this.#kept = null
    if (!door || !who) return
    this.options.noteLocked(who)
    door.leave()
  }

  /** Lets go of whatever still waits. */
  close(): void {
    clearTimeout(this.#timer)
  }

  #newDoor(): Door {
    const door = windowDoor(this.options.lobby)
    const { changed } = this.options
    return {
      ...door,
      enter(who) {
        const token = door.enter(who)
        changed(true)
        return token
      },
      leave() {
        const wasIn = door.signedIn() !== null
        door.leave()
        if (wasIn) changed(false)
      },
    }
  }
}
