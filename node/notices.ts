import type { WorkstationEvent } from '../core/events/model.js'
import type { EntityKind } from '../core/kernel/entities.js'
import type { Notices } from '../core/ports/notices.js'

/** What a subscriber has not heard yet; merged, so that a slow reader costs nothing. */
class Inbox {
  #kinds = new Set<EntityKind>()
  #types = new Set<'chain' | 'sync' | 'health'>()
  #wake: (() => void) | undefined

  put(event: WorkstationEvent): void {
    if (event.type === 'changed') for (const kind of event.kinds) this.#kinds.add(kind)
    else this.#types.add(event.type)
    this.wake()
  }

  wake(): void {
    this.#wake?.()
  }

  take(): WorkstationEvent[] {
    const events: WorkstationEvent[] = [...this.#types].map((type) => ({ type }))
    if (this.#kinds.size > 0) events.push({ type: 'changed', kinds: [...this.#kinds] })
    this.#kinds = new Set()
    this.#types = new Set()
    return events
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

/** The clinic's notices: published after each commit, heard by every window and HTTP subscriber. */
export function openNotices(): Notices {
  const inboxes = new Set<Inbox>()
  return {
    publish(event) {
      for (const inbox of inboxes) inbox.put(event)
    },
    async *subscribe(signal) {
      const inbox = new Inbox()
      inboxes.add(inbox)
      signal?.addEventListener('abort', () => inbox.wake())
      try {
        while (!signal?.aborted) {
          const events = inbox.take()
          if (events.length === 0) await inbox.wait()
          else yield* events
        }
      } finally {
        inboxes.delete(inbox)
      }
    },
  }
}
