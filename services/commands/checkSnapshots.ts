import { isDeepStrictEqual } from 'node:util'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Snapshot, SnapshotOf } from '#services/eventStore/snapshots.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** Any type of stream, where only the fold is wanted. */
export type AnyStreamType = StreamType<string, unknown>

export interface CheckingSnapshots {
  store: Pick<EventStore, 'readStream' | 'snapshots'>
  types: readonly AnyStreamType[]
  /** Every snapshot there is. */
  listed: AsyncIterable<SnapshotOf>
  /** Differences told at most. */
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
 * Compares each snapshot with the fold of its stream from the first event. Those of another version, or that no key opens, nobody
 * uses; they are passed over. Answers how many were compared, and a line for each that differs.
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
