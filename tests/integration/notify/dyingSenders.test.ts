import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMails } from '#services/notify/outbox/mailRows.ts'
import { noteAgain, sendMails, type SendNeeds } from '#services/notify/outbox/sendMails.ts'
import { smtpPostbox } from '#services/notify/outbox/smtpPostbox.ts'
import { smtpServer } from '#services/notify/outbox/smtpServer.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { mailServer, type MailServer } from '../../support/mailServer.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { tenantsInMemory } from '../../support/tenantsInMemory.ts'

let database: TestDatabase
let server: MailServer
let writer: Queryable
let needs: SendNeeds
/** Asks for a notice of the person's password; answers its id. */
let ask: () => Promise<string>
let timesNoted: (noticeId: string) => Promise<number>
beforeAll(async () => {
  ;[database, server] = await Promise.all([testDatabase(), mailServer()])
  writer = database.databases.writer
  const { store, log, codec } = memoryStore()
  const { commands, directory, personNow, tenantId, add, ambient } = await tenantsInMemory({ store })
  const { userId } = await add('ann@acme.test')
  const happened = () => store.readAll({ after: 0, limit: 1_000 })
  const changed = (await happened()).find(({ type }) => type === 'CredentialChanged')!
  const link = () => 'https://rollcall.test/notice'
  const { clock } = ambient
  needs = {
    log,
    codec,
    directory: { tenant: directory.tenant, person: personNow },
    links: { oneTime: link, notice: link },
    sessionBegan: async () => null,
    clock,
    leavesHere: true,
    writer,
    postbox: smtpPostbox(smtpServer(server.url, { name: 'Acme', address: 'security@acme.test' }), clock),
    logger: silentLogger,
    onOutcome: () => undefined,
    async note({ mailId: noticeId, kind, ...of }) {
      await commands.noteNotice({ ...of, noticeId, kind }, noticeId)
    },
  }
  ask = async () => {
    const mailId = randomUUID()
    await addMails(writer, [{ tenantId, mailId, userId, kind: 'password', position: changed.position }])
    return mailId
  }
  timesNoted = async (noticeId) =>
    (await happened()).filter(({ type, data }) => type === 'NoticeSent' && data.noticeId === noticeId).length
})
afterAll(() => Promise.all([database?.drop(), server?.stop()]))

/**
 * A process that dies at one of its steps, of which everything it asks of others has two: it asks, and it hears. What it waits for
 * never comes then, and of what it would do next nothing is done.
 */
const dyingAt = (last: number) => {
  let steps = 0
  const death = Promise.withResolvers<void>()
  const step = async (): Promise<void> => {
    if (steps === last) death.resolve()
    if (steps++ >= last) await new Promise<never>(() => undefined)
  }
  const mortal =
    <Asked extends unknown[], Heard>(ask: (...asked: Asked) => Promise<Heard>) =>
    async (...asked: Asked): Promise<Heard> => {
      await step()
      const heard = await ask(...asked)
      await step()
      return heard
    }
  const process: SendNeeds = {
    ...needs,
    writer: { query: mortal(writer.query.bind(writer)) as Queryable['query'] },
    postbox: { hand: mortal(needs.postbox.hand) },
    note: mortal(needs.note),
  }
  return { process, death: death.promise }
}

/** What another process does once the claims of the dead one have lapsed. */
const takeOver = async (): Promise<void> => {
  await writer.query(`update outgoing_mails set due_at = now() where state = 'sending'`)
  await writer.query(`update outgoing_mails set settled_at = settled_at - interval '1 minute' where to_note`)
  while ((await sendMails(needs)) > 0);
  await noteAgain(needs)
}

const places = [
  ['before it claims', 0, 1],
  ['when it has claimed', 1, 1],
  ['before it hands over', 2, 1],
  ['when the server has accepted and before it hears of it', 3, 2],
  ['before it marks what was accepted', 4, 2],
  ['when it has marked', 5, 1],
  ['before the log says so', 6, 1],
  ['when the log says so', 7, 1],
  ['before it marks that the log says so', 8, 1],
  ['at the very end', 9, 1],
] as const

describe('a notice whose sender dies', () => {
  it.each(places)('%s is sent by another, and the log says so once', async (_place, last, copies) => {
    const noticeId = await ask()
    const { process, death } = dyingAt(last)
    void sendMails(process)
    await death
    await takeOver()
    const arrived = server.mails.filter((mail) => mail.header('Message-ID')?.includes(noticeId))
    expect(arrived).toHaveLength(copies)
    expect(await timesNoted(noticeId)).toBe(1)
    const { rows } = await database.databases.writer.query(
      'select state, to_note as "toNote" from outgoing_mails where mail_id = $1',
      [noticeId],
    )
    expect(rows).toEqual([{ state: 'sent', toNote: false }])
  })
})
