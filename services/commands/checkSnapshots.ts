import { isDeepStrictEqual } from 'node:util'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Snapshot, SnapshotOf } from '#services/eventStore/snapshots.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** Any type of stream; only its fold is used here. */
export type AnyStreamType = StreamType<string, unknown>

export interface CheckingSnapshots {
  store: Pick<EventStore, 'readStream' | 'snapshots'>
  types: readonly AnyStreamType[]
  /** All stored snapshots. */
  listed: AsyncIterable<SnapshotOf>
  /** The check stops after this many differences. */
  limit: number
}

const pageEvents = 1_000

const foldUpTo = async (
  { store }: CheckingSnapshots,
  type: AnyStreamType,
  { stream }: SnapshotOf,
  revision: number,
): Promise<Loaded<unknown>> => {
  let folded = unread(type)
  while (folded.revision < revision) {
    const most = Math.min(pageEvents, revision - folded.revision)
    const page = await store.readStream(stream, folded.revision + 1, most)
    folded = foldOn(type, folded, page)
    if (page.length < most) break
  }
  return folded
}

const isSame = (kept: Snapshot, { state, revision, eventId }: Loaded<unknown>): boolean =>
  kept.revision === revision && kept.eventId === eventId && isDeepStrictEqual(kept.state, state)

/**
 * Compares each snapshot with the fold of its stream from the first event. Skips snapshots that are never used: those
 * of another version and those that no key opens. Answers how many it compared, and a line for each one that differs.
 */
export const checkSnapshots = async (
  checking: CheckingSnapshots,
): Promise<{ compared: number; differences: string[] }> => {
  const types = new Map(checking.types.map((type) => [type.kind, type]))
  const differences: string[] = []
  let compared = 0
  for await (const of of checking.listed) {
    const type = types.get(of.kind)
    const kept = type?.version === of.version ? await checking.store.snapshots.find(of) : null
    if (type === undefined || kept === null) continue
    compared += 1
    if (isSame(kept, await foldUpTo(checking, type, of, kept.revision))) continue
    differences.push(`stream_snapshots ${of.stream} ${of.kind}: differs from its stream at revision ${kept.revision}`)
    if (differences.length >= checking.limit) break
  }
  return { compared, differences }
}
