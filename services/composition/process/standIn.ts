import type { EventFeed } from '#services/feed/eventFeed.ts'
import { whileLeader } from '#services/leases/whileLeader.ts'
import type { CompositionParts } from './compositionParts.ts'

/** Runs work that only one process does at a time: the holder of the lease of that name. The others stand by to take over. */
export interface OneAtATime {
  /** Runs `work` while this process holds the lease, until the signal aborts. A failure of `work` is logged and it begins again. */
  run: (name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>
  /** For each name that this process runs or stands by for: whether it holds the lease now. */
  held: () => Readonly<Record<string, boolean>>
}

/** A process that shares its work with no other needs no lease. */
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

/** Makes a feed that gives every event to every consumer be consumed by one process at a time. A failure rejects `consume`. */
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
