import type { Door } from '../core/dispatch.js'
import type { SignedIn } from '../core/ports/vault.js'

/** All who are signed in, at whatever door: the records close when the last of them leaves. */
export class Lobby {
  readonly #present = new Set<object>()

  isAnybodyIn(): boolean {
    return this.#present.size > 0
  }

  enter(door: object): void {
    this.#present.add(door)
  }

  leave(door: object): void {
    this.#present.delete(door)
  }
}

/** One window's port: one person at a time, forgotten when the port closes. */
export function windowDoor(lobby: Lobby): Door {
  let who: SignedIn | null = null
  const door: Door = {
    kind: 'window',
    signedIn: () => who,
    enter(entering) {
      who = entering
      lobby.enter(door)
      return null
    },
    leave() {
      who = null
      lobby.leave(door)
    },
  }
  return door
}
