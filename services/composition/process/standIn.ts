import type { EventFeed } from '#services/feed/eventFeed.ts'
import { whileLeader } from '#services/leases/whileLeader.ts'
import type { CompositionParts } from './compositionParts.ts'

/** What only one process does at a time: whoever has the name's lease, while the others stand by to take over. */
export interface OneAtATime {
  /** Runs `work` while this process is the one, until the signal aborts; a failure of `work` is logged and it begins again. */
  run: (name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>
  /** Of the names that this process stands by for: whether it is the one now. */
  held: () => Readonly<Record<string, boolean>>
}

/** A process that shares its work with no other is always the one. */
const alone = (): OneAtATime => ({ run: (_name, signal, work) => work(signal), held: () => ({}) })

export const oneAtATime = (parts: CompositionParts): OneAtATime => {
  if (parts.shared !== true) return alone()
  const { data, surroundings, logger, onLead } = parts
  const holder = surroundings.ambient.random.id()
  const held: Record<string, boolean> = {}
  return {
    held: () => held,
    run(name, signal, work) {
      held[name] = false
      onLead?.(name, false)
      return whileLeader({
        database: data.databases.writer,
        name,
        holder,
        signal,
        now: surroundings.monotonicMs,
        logger,
        lead: ({ signal: leading }) => work(leading),
        onChange(leads) {
          held[name] = leads
          onLead?.(name, leads)
        },
      })
    },
  }
}

/** A feed that hands all there is to each who asks, consumed by one process at a time. A failure is the consumer's to hear of. */
export const consumedByOne = (feed: EventFeed, one: OneAtATime, name: string): EventFeed => ({
  async consume({ signal, ...consumption }) {
    const failing = new AbortController()
    const failures: unknown[] = []
    await one.run(name, AbortSignal.any([signal, failing.signal]), async (leading) => {
      try {
        await feed.consume({ ...consumption, signal: leading })
      } catch (error) {
        failures.push(error)
        failing.abort()
      } finally {
        consumption.onReleased?.()
      }
    })
    if (failures.length > 0) throw failures[0]
  },
})
