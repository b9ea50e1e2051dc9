import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '#services/logging/logger.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { type Answer, mailServer, type MailServer } from '../../support/mailServer.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

const answers = new Map<string, Answer>()
const lines: string[] = []
const keep = (message: string, fields?: object) => void lines.push(JSON.stringify({ message, ...fields }))
const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => logger }

let server: MailServer
let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
beforeAll(async () => {
  server = await mailServer((recipient) => answers.get(recipient) ?? null)
  const environment = { SMTP_URL: server.url, MAIL_FROM: 'Acme security <security@acme.example>' }
  one = await testRollcall({ slugs: ['acme'], environment, logger })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
}, 300_000)
afterAll(async () => {
  await other.stop()
  await one.stop()
  await server.stop()
})

const somebody = () => `${randomUUID()}@acme.test`
const invite = async (email: string) => {
  const { status, body } = await admin.post('/v1/users', { email, roles: ['member'] })
  expect(status).toBe(201)
  return body as { user: { id: string }; link: string; mailed: boolean }
}
interface Listed {
  items: { id: string; state: string; problem: string | null; user: { id: string } | null }[]
}
const mailOf = async (userId: string) => {
  const { items } = (await admin.get('/v1/mails')).body as Listed
  return items.find(({ user }) => user?.id === userId)
}
const rows = async () =>
  JSON.stringify((await one.database.databases.writer.query('select * from outgoing_mails')).rows)
const makeDue = (mailId: string) =>
  one.database.databases.writer.query('update outgoing_mails set due_at = now() where mail_id = $1', [mailId])

describe('the outbox', () => {
  it('sends an invite with the link that its admin was shown, from the operator’s address', async () => {
    const email = somebody()
    const { link, mailed, user } = await invite(email)
    expect(mailed).toBe(true)
    await expect.poll(() => server.mailsTo(email).length, { timeout: 60_000 }).toBe(1)
    const [mail] = server.mailsTo(email)
    expect(mail!.text).toContain(link)
    expect(mail!.from).toBe('security@acme.example')
    expect(mail!.header('From')).toBe('Acme security <security@acme.example>')
    expect(mail!.header('Auto-Submitted')).toBe('auto-generated')
    await expect.poll(async () => (await mailOf(user.id))?.state, { timeout: 60_000 }).toBe('sent')
  })

  it('stores neither address nor link', async () => {
    const email = somebody()
    const { link } = await invite(email)
    const stored = await rows()
    expect(stored).not.toContain(email)
    expect(stored).not.toContain(new URL(link).hash.slice(1, 40))
  })

  it('sends each mail once, however many processes send', async () => {
    const people = Array.from({ length: 8 }, somebody)
    for (const email of people) await invite(email)
    await expect.poll(() => people.every((email) => server.mailsTo(email).length > 0), { timeout: 60_000 }).toBe(true)
    await expect.poll(async () => ((await admin.get('/v1/mails?state=sending')).body as Listed).items).toEqual([])
    expect(people.map((email) => server.mailsTo(email).length)).toEqual(people.map(() => 1))
  })

  it('shows an admin the mail that a server refused, without its words, and sends it again when asked', async () => {
    const email = somebody()
    answers.set(email, { code: 550, words: `5.1.1 <${email}>: unknown` })
    const { user } = await invite(email)
    await expect.poll(async () => (await mailOf(user.id))?.state, { timeout: 60_000 }).toBe('failed')
    const { id, problem } = (await mailOf(user.id))!
    expect(problem).toBe('550 5.1.1')
    expect(lines.join('\n')).not.toContain(email)
    answers.delete(email)
    expect((await admin.post(`/v1/mails/${id}/send-again`, {})).status).toBe(204)
    await expect.poll(() => server.mailsTo(email).length, { timeout: 60_000 }).toBe(1)
    await expect.poll(async () => (await mailOf(user.id))?.state, { timeout: 60_000 }).toBe('sent')
    expect((await admin.post(`/v1/mails/${id}/send-again`, {})).status).toBe(409)
  })

  it('lists page by page, each mail once and all of them counted', async () => {
    const page = async (cursor: string | null) =>
      (await admin.get(`/v1/mails?limit=3${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`))
        .body as Listed & { nextCursor: string | null; total: number }
    const whole = (await admin.get('/v1/mails?limit=200')).body as Listed & { total: number }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { items, nextCursor, total } = await page(cursor)
      expect(total).toBe(whole.total)
      seen.push(...items.map(({ id }) => id))
      cursor = nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(whole.items.map(({ id }) => id))
    expect(seen.length).toBe(whole.total)
    expect((await admin.get('/v1/mails?state=sent&cursor=nonsense')).body).toMatchObject({ code: 'invalid-cursor' })
  })

  it('tries again later what a server does not take now', async () => {
    const email = somebody()
    answers.set(email, { code: 451, words: '4.7.1 try later' })
    const { user } = await invite(email)
    await expect.poll(async () => (await mailOf(user.id))?.problem, { timeout: 60_000 }).toBe('451 4.7.1')
    const { id, state } = (await mailOf(user.id))!
    expect(state).toBe('waiting')
    answers.delete(email)
    await makeDue(id)
    await expect.poll(() => server.mailsTo(email).length, { timeout: 60_000 }).toBe(1)
  })

  it('sends again, with the same Message-ID and the same link, what a process died over after it was accepted', async () => {
    const email = somebody()
    const { user } = await invite(email)
    await expect.poll(async () => (await mailOf(user.id))?.state, { timeout: 60_000 }).toBe('sent')
    const { id } = (await mailOf(user.id))!
    // As the process left it that died before it marked the mail: claimed, and its claim has lapsed.
    await one.database.databases.writer.query(
      `update outgoing_mails set state = 'sending', settled_at = null, due_at = now() where mail_id = $1`,
      [id],
    )
    await expect.poll(() => server.mailsTo(email).length, { timeout: 60_000 }).toBe(2)
    const [first, second] = server.mailsTo(email)
    expect(second!.header('Message-ID')).toBe(first!.header('Message-ID'))
    expect(second!.text).toBe(first!.text)
  })

  it('drops a mail whose link was replaced before it left', async () => {
    const email = somebody()
    answers.set(email, { code: 451, words: '4.7.1 try later' })
    const { user } = await invite(email)
    await expect.poll(async () => (await mailOf(user.id))?.problem, { timeout: 60_000 }).toBe('451 4.7.1')
    const { id } = (await mailOf(user.id))!
    answers.delete(email)
    expect((await admin.post(`/v1/users/${user.id}/invite`, {})).status).toBe(200)
    await makeDue(id)
    await expect.poll(() => server.mailsTo(email).length, { timeout: 60_000 }).toBe(1)
    const states = async () =>
      ((await admin.get('/v1/mails')).body as Listed).items.filter((each) => each.user?.id === user.id)
    await expect.poll(async () => (await states()).map(({ state }) => state).sort()).toEqual(['dropped', 'sent'])
  })
})
