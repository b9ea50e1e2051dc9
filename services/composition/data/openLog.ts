import { appendInOrder, type WriteInOrder } from '#services/eventStore/appendInOrder.ts'
import type { EventCodec, EventLog, EventStore, LogConnection } from '#services/eventStore/eventStore.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { importInOrder } from '#services/eventStore/postgres/importHistory.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
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
  /** Where the log is a server that tells of new events by a subscription. */
  connection?: () => LogConnection
  close(): Promise<void>
}

type Stored = EventLog & Pick<OpenLog, 'connection' | 'close'>

/** KurrentDB where its URL is set, else the table of the database. */
const storedLog = (
  { databases, kurrentdbUrl }: Pick<OpenData, 'databases' | 'kurrentdbUrl'>,
  now: () => number,
): Stored =>
  kurrentdbUrl === undefined ? postgresEventLog({ databases, now }) : kurrentdbEventLog({ url: kurrentdbUrl, now })

/** The event log of an open database with its codec; `onAppended` is told how many seconds each append took. */
export const openLog = (
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>,
  monotonicMs: () => number,
  onAppended: (seconds: number) => void = () => undefined,
): OpenLog => {
  const { databases, masterKey } = data
  const stored = storedLog(data, monotonicMs)
  const log = timedEventLog(stored, monotonicMs, onAppended)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
  const connection = stored.connection === undefined ? {} : { connection: stored.connection }
  return { log, codec, store: sealedEventStore(log, codec), ...connection, close: () => stored.close() }
}

/** How a whole history is written behind the end of this log, in its order. */
export const writeInOrderTo = (
  { databases, kurrentdbUrl }: Pick<OpenData, 'databases' | 'kurrentdbUrl'>,
  log: EventLog,
): WriteInOrder => (kurrentdbUrl === undefined ? importInOrder(databases.writer) : appendInOrder(log))
