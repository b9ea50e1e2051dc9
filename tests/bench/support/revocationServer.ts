import { benchRollcall } from './benchRollcall.ts'

/** What the measuring process is told. */
export interface RevocationTargets {
  url: string
  ownerUrl: string
  masterKey: string
  tenantId: string
  userIds: string[]
  /** Of an admin, in the dashboard. */
  accessToken: string
  /** Each to be ended once. */
  sessions: { sessionId: string; accessToken: string }[]
}

const people = 10

const { url, database, stop, ...rollcall } = await benchRollcall()
const tenantId = await rollcall.addTenant('acme')
await rollcall.addUser(tenantId, 'admin@acme.test', 'admin')
const emails = Array.from({ length: people }, (_, number) => `member${number}@acme.test`)
const userIds: string[] = []
for (const email of emails) userIds.push(await rollcall.addUser(tenantId, email, 'member'))
const admin = await rollcall.signInToDashboard('acme', 'admin@acme.test')
const sessions: RevocationTargets['sessions'] = []
const wanted = Number(process.argv[2])
while (sessions.length < wanted)
  sessions.push(...(await Promise.all(emails.map((email) => rollcall.signIn('acme', email)))))

process.send!({
  url,
  ownerUrl: database.ownerUrl,
  masterKey: database.masterKey.toString('base64'),
  tenantId,
  userIds,
  accessToken: admin.accessToken,
  sessions: sessions.slice(0, wanted),
} satisfies RevocationTargets)
process.once('disconnect', () => void stop().finally(() => process.exit(0)))
