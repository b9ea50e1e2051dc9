import { describe, expect, it } from 'vitest'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { consumedByOne, type OneAtATime } from '#services/composition/process/standIn.ts'

/** The lease comes when told to, and may be lost. */
const leased = () => {
  let lead: (() => void) | undefined
  const losing: AbortController[] = []
  const one: OneAtATime = {
    held: () => ({}),
    async run(_name, signal, work) {
      while (!signal.aborted) {
        await new Promise<void>((resolve) => {
          lead = resolve
          signal.addEventListener('abort', () => resolve())
        })
        if (signal.aborted) return
        const losable = new AbortController()
        losing.push(losable)
        await work(AbortSignal.any([signal, losable.signal]))
      }
    },
  }
  return { one, become: () => lead?.(), lose: () => losing.at(-1)?.abort() }
}

/** Waits for its signal, and takes note of who reads. */
const waitingFeed = () => {
  const reads: AbortSignal[] = []
  const feed: EventFeed = {
    consume: ({ signal }) => {
      reads.push(signal)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  }
  return { feed, reads }
}

const consumption = (signal: AbortSignal) =>
  ({ signal, limit: 1, onBatch: async () => {}, checkpoint: async () => 0 }) as unknown as Parameters<
    EventFeed['consume']
  >[0]
const turn = () => new Promise((resolve) => setTimeout(resolve, 1))

describe('a feed that one process at a time consumes', () => {
  it('is read while this process is the one, and again when it is so again', async () => {
    const { one, become, lose } = leased()
    const { feed, reads } = waitingFeed()
    const ending = new AbortController()
    const consuming = consumedByOne(feed, one, 'projector').consume(consumption(ending.signal))
    await turn()
    expect(reads).toHaveLength(0)
    become()
    await turn()
    expect(reads).toHaveLength(1)
    lose()
    await turn()
    expect(reads[0]!.aborted).toBe(true)
    become()
    await turn()
    expect(reads).toHaveLength(2)
    ending.abort()
    await consuming
    expect(reads[1]!.aborted).toBe(true)
  })

  it('hands its failure to the consumer, who begins again from the checkpoint', async () => {
    const { one, become } = leased()
    const failing: EventFeed = { consume: () => Promise.reject(new Error('broken')) }
    const consuming = consumedByOne(failing, one, 'projector').consume(consumption(new AbortController().signal))
    await turn()
    become()
    await expect(consuming).rejects.toThrow('broken')
  })
})
