import { emptyFrameRows } from '#events/live/frames.ts'
import type { ReadChanged } from '#services/ports/changes.ts'
import type { ReadEntries } from '../sessionLog/readEntries.ts'
import { views } from '../views.ts'
import { inSnapshot } from './snapshot.ts'
import type { ViewsAsked } from './viewsAsked.ts'

const parts = views.flatMap(({ frame }) => frame ?? [])

/** Reads the rows of a frame. */
export const readChanged =
  ({ databases, clock, entries }: Omit<ViewsAsked, 'cursors'> & { entries: ReadEntries }): ReadChanged =>
  (tenantId, changed) =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const frame = emptyFrameRows()
      const reading = { snapshot, tenantId, now: clock.now(), entries }
      // Meanwhile the log is read on another connection.
      const reads = parts.map(({ member, read }) => read(reading, changed[member] ?? [], frame))
      // Wait for all of them: after a failure the others must not use a snapshot that has ended.
      await Promise.allSettled(reads)
      await Promise.all(reads)
      return frame
    })
