import { emptyFrameRows } from '#events/live/frames.ts'
import type { ReadChanged } from '#services/ports/changes.ts'
import type { ReadEntries } from '../sessionLog/readEntries.ts'
import { views } from '../views.ts'
import { inSnapshot } from './snapshot.ts'
import type { ViewsAsked } from './viewsAsked.ts'

const parts = views.flatMap(({ frame }) => frame ?? [])

/** The rows a frame is made of. */
export const readChanged =
  ({ databases, clock, entries }: Omit<ViewsAsked, 'cursors'> & { entries: ReadEntries }): ReadChanged =>
  (tenantId, changed) =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const frame = emptyFrameRows()
      const reading = { snapshot, tenantId, now: clock.now(), entries }
      // The log answers on a connection of its own, meanwhile.
      const reads = parts.map(({ member, read }) => read(reading, changed[member] ?? [], frame))
      // One that fails must not leave the others with a snapshot that is over.
      await Promise.allSettled(reads)
      await Promise.all(reads)
      return frame
    })
