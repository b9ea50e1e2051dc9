import { createHmac, type KeyObject } from 'node:crypto'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Effect } from '#services/consumers/consumer.ts'
import { type Reading, runReader } from '#services/consumers/runReader.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { addMails, addNotice, forgetMails, type NewMail } from '../outbox/mailRows.ts'
import { askedBy, askingTypes, peopleIn } from './askedBy.ts'
import { forgetPeople, recallPeople, savePeople } from './personMemory.ts'
import type { DeviceDigest } from './watchPerson.ts'

export interface Notifier extends Omit<Reading, 'signal'> {
  /** Makes the digests of devices. */
  deviceKey: KeyObject
  /** False: what events ask for is not written down, so that nothing is sent late once mails are set up. */
  isSetUp: boolean
}

export const notifierName = 'notifier'
const batchLimit = 2_000

const forgetMemory = async (connection: Queryable): Promise<void> => {
  await forgetMails(connection)
  await forgetPeople(connection)
}

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

const handle = async (
  { writer, isSetUp, deviceKey }: Notifier,
  opened: readonly Recorded<RollcallEvent>[],
  began: () => Promise<Position>,
): Promise<Effect> => {
  const memories = await recallPeople(writer, peopleIn(opened))
  const { asked, changed } = askedBy(memories, opened, digestUnder(deviceKey))
  const due = isSetUp && asked.length > 0 ? asked.filter(isNewEnough(await began())) : []
  return async (connection) => {
    await savePeople(connection, changed)
    await writeDown(connection, due)
  }
}

/**
 * Reads the log until `signal` aborts and writes down which mails it asks for, in the transaction that moves the checkpoint. What
 * happened before the first start is not mailed.
 */
export const runNotifier = (notifier: Notifier & Pick<Reading, 'signal'>): Promise<void> =>
  runReader({
    ...notifier,
    name: notifierName,
    types: askingTypes,
    limit: batchLimit,
    handleReadable: (opened, began) => handle(notifier, opened, began),
    forgetMemory,
  })
