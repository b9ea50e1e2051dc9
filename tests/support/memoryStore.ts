import { randomBytes } from 'node:crypto'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { memoryWrappedKeys } from '#services/eventStore/sealing/memoryWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'

/** A whole event store in memory: real log rules, real sealing, nothing on disk. */
export const memoryStore = (): { store: EventStore; log: EventLog; codec: EventCodec } => {
  const log = memoryEventLog()
  const codec = sealingCodec(keyring(randomBytes(32), memoryWrappedKeys()))
  return { store: sealedEventStore(log, codec), log, codec }
}
