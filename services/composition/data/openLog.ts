import { appendInOrder, type WriteInOrder } from '#services/eventStore/appendInOrder.ts'
import type { EventCodec, EventLog, EventStore, LogConnection } from '#services/eventStore/eventStore.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { importInOrder } from '#services/eventStore/postgres/importHistory.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { postgresSnapshots } from '#services/eventStore/postgres/postgresSnapshots.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { timedEventLog } from '#services/metrics/timedEventLog.ts'
import type { OpenData } from './openData.ts'

export interface OpenLog {
  log: EventLog
  codec: EventCodec
  store: EventStore
  /** Forgets people's keys, and makes whoever remembers states that were read with them read those again. */
  forgetKeys(): void
  /** Only where the log is a server that tells of new events by a subscription. */
  connection?: () => LogConnection
  close(): Promise<void>
}

type Stored = EventLog & Pick<OpenLog, 'connection' | 'close'>

/** The log in KurrentDB where its URL is set, else in a table of the database. */
const storedLog = (
  { databases, kurrentdbUrl }: Pick<OpenData, 'databases' | 'kurrentdbUrl'>,
  now: () => number,
): Stored =>
  kurrentdbUrl === undefined ? postgresEventLog({ databases, now }) : kurrentdbEventLog({ url: kurrentdbUrl, now })

export interface LogListeners {
  /** Called with the seconds that each append took. */
  onAppended?: (seconds: number) => void
  onAppendFailed?: (error: unknown) => void
  /** Called for each snapshot of a long stream that could not be kept. */
  onSnapshotFailure?: (error: unknown) => void
}

export interface LogOptions extends LogListeners {
  /** How many people's keys stay in memory, at 1.3 KB each. Absent: as many as a process holds that serves. */
  keys?: number
}

/** The event log of an open database with its codec and, always in PostgreSQL, its streams' snapshots. */
export const openLog = (
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>,
  monotonicMs: () => number,
  {
    onAppended = () => undefined,
    onAppendFailed = () => undefined,
    onSnapshotFailure = () => undefined,
    keys: most,
  }: LogOptions = {},
): OpenLog => {
  const { databases, masterKey } = data
  const { writer } = databases
  const stored = storedLog(data, monotonicMs)
  const log = timedEventLog(stored, monotonicMs, { appended: onAppended, failed: onAppendFailed })
  const keys = keyring(masterKey, postgresWrappedKeys(writer), most)
  const codec = sealingCodec(keys)
  const snapshots = postgresSnapshots({ writer, keys, onFailure: onSnapshotFailure })
  const connection = stored.connection === undefined ? {} : { connection: stored.connection }
  const close = async (): Promise<void> => {
    await stored.close()
    await snapshots.settled()
  }
  return {
    log,
    codec,
    store: sealedEventStore(log, codec, snapshots),
    forgetKeys: codec.forgetKeys,
    ...connection,
    close,
  }
}

/** The way to write a whole history behind the end of this log, in its order. */
export const writeInOrderTo = (
  { databases, kurrentdbUrl }: Pick<OpenData, 'databases' | 'kurrentdbUrl'>,
  log: EventLog,
): WriteInOrder => (kurrentdbUrl === undefined ? importInOrder(databases.writer) : appendInOrder(log))
