import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { benchRollcall } from './benchRollcall.ts'

/** What the measuring process and the attacking one are told. */
export interface NeighbourTargets {
  url: string
  /** An analyst of the tenant that does its worst. */
  loudToken: string
  /** An admin of its neighbour. */
  quietToken: string
  /** Of the neighbour, each to be ended once. */
  sessionIds: string[]
}

/** Sessions of the loud tenant: its counts have something to count. */
const loudSessions = 60_000
const asset = randomBytes(120_000).toString('hex')

const dashboardFolder = mkdtempSync(join(tmpdir(), 'bench-dashboard-'))
mkdirSync(join(dashboardFolder, 'assets'))
writeFileSync(join(dashboardFolder, 'index.html'), '<p>page</p>')
writeFileSync(join(dashboardFolder, 'assets', 'page-1.js'), asset)
writeFileSync(join(dashboardFolder, 'assets', 'page-1.js.br'), brotliCompressSync(asset))
writeFileSync(join(dashboardFolder, 'assets', 'page-1.js.gz'), gzipSync(asset))

/** As shipped, but for what the measuring itself would be refused or slowed in: its reads, its endings, its sign-ins. */
const limits = {
  LIMIT_READS: '1000000',
  LIMIT_READS_TENANT: '1000000',
  LIMIT_ENDINGS: '1000000',
  LIMIT_SIGN_IN_STARTED: '1000000',
}
const { url, database, stop, ...rollcall } = await benchRollcall({ dashboardFolder, limits })
for (const slug of ['loud', 'quiet']) {
  const tenantId = await rollcall.addTenant(slug)
  for (const role of ['admin', 'analyst', 'member'] as const)
    await rollcall.addUser(tenantId, `${role}@${slug}.test`, role)
}
const wanted = Number(process.argv[2])
const sessionIds: string[] = []
while (sessionIds.length < wanted) {
  const some = await Promise.all([0, 1, 2, 3].map(() => rollcall.signIn('quiet', 'member@quiet.test')))
  sessionIds.push(...some.map(({ sessionId }) => sessionId))
}
const loud = await rollcall.signInToDashboard('loud', 'analyst@loud.test')
const quiet = await rollcall.signInToDashboard('quiet', 'admin@quiet.test')

/** Rows like the one there is: views are not held to the log here. */
const multiply = async (): Promise<void> => {
  const { writer } = database.databases
  const copied = await writer.query(
    `insert into session_list
     select (jsonb_populate_record(s, jsonb_build_object('session_id', gen_random_uuid(), 'city', 'c' || n % 500))).*
     from session_list s, generate_series(1, ${loudSessions}) n where s.session_id = $1`,
    [loud.sessionId],
  )
  if (copied.rowCount !== loudSessions) throw new Error('The loud tenant has no sessions to multiply')
}
const untilSeen = async (): Promise<void> => {
  const { writer } = database.databases
  for (;;) {
    const { rowCount } = await writer.query('select from session_list where session_id = $1', [loud.sessionId])
    if (rowCount === 1) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
await untilSeen()
await multiply()
await database.databases.owner.query('analyze session_list').catch(() => undefined)

process.send!({
  url,
  loudToken: loud.accessToken,
  quietToken: quiet.accessToken,
  sessionIds,
} satisfies NeighbourTargets)
process.once('disconnect', () => void stop().finally(() => process.exit(0)))
