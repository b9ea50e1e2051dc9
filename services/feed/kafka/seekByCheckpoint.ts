import type { Admin } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'

/** Makes an admin client for one question. */
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
 * The offset from which a partition's messages after a checkpoint begin, or some that come a little before; null: it cannot be
 * told. Messages are dated by their events, which do not run backwards.
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
