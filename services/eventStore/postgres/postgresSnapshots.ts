import type { KeyObject } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Keyring } from '../sealing/keyring.ts'
import { KeyMissing } from '../sealing/keyMissing.ts'
import { openBytes, seal } from '#services/keys/seal.ts'
import type { Snapshot, SnapshotOf, Snapshots } from '../snapshots.ts'

interface Row {
  revision: number
  position: Position
  eventId: string
  subject: string
  sealed: Buffer
}

/** A state does not open under another stream, kind, version or revision. */
const bindingOf = ({ tenantId, stream, kind, version }: SnapshotOf, revision: number): string =>
  `snapshot\n${tenantId}\n${stream}\n${kind}\n${version}\n${revision}`

const findRow = async (
  writer: Queryable,
  { tenantId, stream, kind, version }: SnapshotOf,
): Promise<Row | undefined> => {
  const { rows } = await writer.query<Row>({
    name: 'find-snapshot',
    text: `select revision, position, event_id as "eventId", subject, sealed from stream_snapshots
      where tenant_id = $1 and stream = $2 and kind = $3 and version = $4`,
    values: [tenantId, stream, kind, version],
  })
  return rows[0]
}

/** Two processes may keep a snapshot of the same stream at once: the one of the higher revision stays. */
const keepRow = async (
  writer: Queryable,
  { tenantId, stream, kind, version }: SnapshotOf,
  { revision, position, eventId, subject, sealed }: Row,
): Promise<void> => {
  await writer.query({
    name: 'keep-snapshot',
    text: `insert into stream_snapshots as kept
        (tenant_id, stream, kind, version, revision, position, event_id, subject, sealed)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (tenant_id, stream, kind) do update set version = excluded.version, revision = excluded.revision,
        position = excluded.position, event_id = excluded.event_id, subject = excluded.subject, sealed = excluded.sealed
      where kept.version <> excluded.version or kept.revision < excluded.revision`,
    values: [tenantId, stream, kind, version, revision, position, eventId, subject, sealed],
  })
}

/** Null when the key is gone. No new key is made for a snapshot: it would stand in the way of the old one. */
const whereKeyIs = async <Result>(
  keys: Keyring,
  of: { tenantId: string; subject: string },
  work: (key: KeyObject) => Promise<Result> | Result,
): Promise<Result | null> => {
  try {
    await keys.load([of])
    const key = keys.key(of.tenantId, of.subject)
    return key === null ? null : await work(key)
  } catch (error) {
    if (error instanceof KeyMissing) return null
    throw error
  }
}

/** A state that was altered, or whose form this runtime cannot read, counts as missing. */
const openState = (key: KeyObject, of: SnapshotOf, { sealed, revision }: Row): { state: unknown } | null => {
  try {
    return { state: deserialize(openBytes(key, sealed, bindingOf(of, revision))) }
  } catch {
    return null
  }
}

export interface PostgresSnapshotsNeeds {
  writer: Queryable
  keys: Keyring
  /** Called for each snapshot that could not be kept. */
  onFailure: (error: unknown) => void
}

export type PostgresSnapshots = Snapshots & {
  /** Resolves when no snapshot is being kept. */
  settled(): Promise<void>
}

/**
 * Snapshots are in PostgreSQL, whichever store holds the log. They are sealed like the log, with the same people's
 * keys.
 */
export const postgresSnapshots = ({ writer, keys, onFailure }: PostgresSnapshotsNeeds): PostgresSnapshots => {
  const underWay = new Set<Promise<void>>()
  const keep = async (of: SnapshotOf, subject: string, snapshot: Snapshot): Promise<void> => {
    const { state, revision, position, eventId } = snapshot
    await whereKeyIs(keys, { tenantId: of.tenantId, subject }, (key) => {
      const sealed = seal(key, serialize(state), bindingOf(of, revision))
      return keepRow(writer, of, { revision, position, eventId, subject, sealed })
    })
  }
  return {
    async find(of) {
      const row = await findRow(writer, of)
      if (row === undefined) return null
      const { revision, position, eventId, subject } = row
      const opened = await whereKeyIs(keys, { tenantId: of.tenantId, subject }, (key) => openState(key, of, row))
      return opened === null ? null : { ...opened, revision, position, eventId }
    },
    async keep(of, subject, snapshot) {
      const keeping = keep(of, subject, snapshot).catch(onFailure)
      underWay.add(keeping)
      await keeping
      underWay.delete(keeping)
    },
    async settled() {
      await Promise.all(underWay)
    },
  }
}
