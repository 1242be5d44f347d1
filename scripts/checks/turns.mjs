/**
 * Lets programs that run at the same time share one screen: what one of them says stays together. The one that began first
 * speaks at once, the others are kept until it is their turn.
 */
export class Turns {
  /** @type {{ kept: Uint8Array[], isOver: boolean }[]} */
  #waiting = []
  #out

  /** @param {{ write(chunk: Uint8Array | string): unknown }} [out] */
  constructor(out = process.stdout) {
    this.#out = out
  }

  /** @returns {{ say(chunk: Uint8Array | string): void, end(): void }} a place in the line */
  begin() {
    /** @type {{ kept: Uint8Array[], isOver: boolean }} */
    const turn = { kept: [], isOver: false }
    this.#waiting.push(turn)
    return {
      say: (chunk) => {
        if (this.#waiting[0] === turn) this.#out.write(chunk)
        else turn.kept.push(Buffer.from(chunk))
      },
      end: () => {
        turn.isOver = true
        this.#goOn()
      },
    }
  }

  /** Says at once all that is still kept: for the end of a run that is stopped half way. */
  flush() {
    for (const { kept } of this.#waiting) for (const chunk of kept.splice(0)) this.#out.write(chunk)
  }

  #goOn() {
    while (this.#waiting[0]?.isOver) {
      this.#waiting.shift()
      for (const chunk of this.#waiting[0]?.kept.splice(0) ?? []) this.#out.write(chunk)
    }
  }
}
