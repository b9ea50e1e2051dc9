import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
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
  close(): Promise<void>
}

/** The event log of an open database with its codec; `onAppended` is told how many seconds each append took. */
export const openLog = (
  { databases, masterKey }: Pick<OpenData, 'databases' | 'masterKey'>,
  monotonicMs: () => number,
  onAppended: (seconds: number) => void = () => undefined,
): OpenLog => {
  const stored = postgresEventLog({ databases, now: monotonicMs })
  const log = timedEventLog(stored, monotonicMs, onAppended)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
  return { log, codec, store: sealedEventStore(log, codec), close: () => stored.close() }
}
