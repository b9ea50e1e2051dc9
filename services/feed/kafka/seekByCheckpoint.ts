import type { Admin } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'

/** Connects an admin client for one question. */
export const withAdmin = async <Result>(
  kafka: { admin: () => Admin },
  ask: (admin: Admin) => Promise<Result>,
): Promise<Result> => {
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await ask(admin)
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

/**
 * The offset of a partition's first message after the checkpoint, or of one a little before it; null: unknown. The
 * broker finds it by time, because a message has the time of its event. Should the offset be too late, the reader
 * notices the gap.
 */
export const offsetOfCheckpoint = async (
  admin: Admin,
  log: Pick<EventLog, 'readAt'>,
  { topic, partition, position }: { topic: string; partition: number; position: Position },
): Promise<bigint | null> => {
  const offsets = async () => {
    if (position === 0)
      return (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => ({ partition, offset: low }))
    const [event] = await log.readAt([position])
    return event === undefined ? [] : admin.fetchTopicOffsetsByTimestamp(topic, Date.parse(event.at))
  }
  const found = (await offsets()).find((each) => each.partition === partition)
  return found === undefined ? null : BigInt(found.offset)
}
