import { deserialize, serialize } from 'node:v8'
import type { Snapshot, SnapshotOf, Snapshots } from '#services/eventStore/snapshots.ts'

const nameOf = ({ tenantId, stream, kind }: SnapshotOf): string => [tenantId, stream, kind].join('\n')

/** Snapshots in this process's memory, as bytes like the stored ones; passes the contract. */
export const memorySnapshots = (): Snapshots & { drop(): void; count(): number } => {
  const kept = new Map<string, { version: number; revision: number; bytes: Buffer }>()
  return {
    async find(of) {
      const found = kept.get(nameOf(of))
      return found?.version === of.version ? (deserialize(found.bytes) as Snapshot) : null
    },
    async keep(of, _subject, snapshot) {
      const before = kept.get(nameOf(of))
      const { version } = of
      const { revision } = snapshot
      if (before?.version === version && before.revision >= revision) return
      kept.set(nameOf(of), { version, revision, bytes: serialize(snapshot) })
    },
    drop: () => kept.clear(),
    count: () => kept.size,
  }
}
