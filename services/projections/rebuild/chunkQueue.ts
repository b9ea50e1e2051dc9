/** Passes chunks from the code that makes them to the code that sends them; at most a few wait in between. */
export interface ChunkQueue extends AsyncIterable<Buffer> {
  /** Resolves when there is room for more; rejects when the sender has failed. */
  push(chunk: Buffer): Promise<void>
  end(): void
  fail(error: unknown): void
}

const mostWaiting = 16

export const chunkQueue = (): ChunkQueue => {
  const waiting: Buffer[] = []
  let isOver = false
  let failure: { error: unknown } | undefined
  let wakeTaker = (): void => undefined
  let wakeMaker = (): void => undefined

  async function* take(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = waiting.shift()
      if (chunk !== undefined) {
        wakeMaker()
        yield chunk
      } else if (failure !== undefined) throw failure.error
      else if (isOver) return
      else await new Promise<void>((resolve) => (wakeTaker = resolve))
    }
  }
  return {
    async push(chunk) {
      if (failure !== undefined) throw failure.error
      waiting.push(chunk)
      wakeTaker()
      while (waiting.length > mostWaiting && failure === undefined)
        await new Promise<void>((resolve) => (wakeMaker = resolve))
    },
    end() {
      isOver = true
      wakeTaker()
    },
    fail(error) {
      failure = { error }
      wakeTaker()
      wakeMaker()
    },
    [Symbol.asyncIterator]: take,
  }
}
