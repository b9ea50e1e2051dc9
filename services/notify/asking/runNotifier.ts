import { createHmac, type KeyObject } from 'node:crypto'
import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Effect, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { type Opening, openReadable } from '#services/consumers/openReadable.ts'
import { dropParked } from '#services/consumers/parkedEvents.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { addMails, addNotice, forgetMails, type NewMail } from '../outbox/mailRows.ts'
import { askedBy, askingTypes, peopleIn } from './askedBy.ts'
import { forgetPeople, recallPeople, savePeople } from './personMemory.ts'
import type { DeviceDigest } from './watchPerson.ts'

export interface Notifier {
  feed: EventFeed
  codec: Opening['codec']
  log: Pick<EventLog, 'readAt' | 'head'>
  store: Pick<EventStore, 'head'>
  writer: Pool
  /** Makes the digests of devices. */
  deviceKey: KeyObject
  /** False: what events ask for is not written down, so that nothing is sent late once mails are set up. */
  isSetUp: boolean
  standing?: ConsumerStanding
  clock: Clock
  logger: Logger
}

export const notifierName = 'notifier'
const batchLimit = 2_000

const forgetEverything = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await forgetMails(connection)
    await forgetPeople(connection)
    await dropParked(connection, notifierName)
    await dropCheckpoints(connection, notifierName)
  })

const digestUnder =
  (key: KeyObject): DeviceDigest =>
  (...parts) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 16)

type Asked = ReturnType<typeof askedBy>['asked'][number]

const newMail = ({ event, ...asked }: Asked): NewMail => ({
  ...asked,
  tenantId: event.tenantId,
  position: event.position,
  mailId: derivedUuid('mail', event.id, asked.kind),
})

const writeDown = async (connection: Queryable, asked: readonly Asked[]): Promise<void> => {
  const [notices, mails] = [asked.filter(({ isNotice }) => isNotice), asked.filter(({ isNotice }) => !isNotice)]
  await addMails(connection, mails.map(newMail))
  for (const notice of notices) await addNotice(connection, newMail(notice))
}

/** What happened before the notifier first ran only teaches it who signs in with what. */
const isNewEnough = (began: Position) => (asked: Asked) => asked.event.position > began

const handle = async (notifier: Notifier & Opening, { events }: Stretch): Promise<Effect | null> => {
  const { writer, isSetUp, deviceKey } = notifier
  const opened = await openReadable(notifier, events)
  if (opened.length === 0) return null
  const memories = await recallPeople(writer, peopleIn(opened))
  const { asked, changed } = askedBy(memories, opened, digestUnder(deviceKey))
  const began = asked.length === 0 || !isSetUp ? 0 : await readBegan(writer, notifierName)
  const due = isSetUp ? asked.filter(isNewEnough(began)) : []
  return async (connection) => {
    await savePeople(connection, changed)
    await writeDown(connection, due)
  }
}

/**
 * Reads the log until `signal` aborts and writes down which mails it asks for, in the transaction that moves the checkpoint. What
 * happened before the first start is not mailed.
 */
export const runNotifier = (notifier: Notifier & { signal: AbortSignal }): Promise<void> => {
  const { feed, log, store, writer, standing = consumerStanding(), clock, logger, signal } = notifier
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('The notifier passed over an event whose key is missing', { position, error })
  return runConsumer({
    name: notifierName,
    feed,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, notifierName, () => store.head()),
    types: askingTypes,
    limit: batchLimit,
    handle: (stretch) => handle({ ...notifier, onKeyMissing }, stretch),
    log,
    retriesParked: true,
    forget: () => forgetEverything(writer),
    standing,
    clock,
    logger,
    signal,
  })
}
