import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabases } from '#services/postgres/databases.ts'
import { httpClient } from '../support/httpClient.ts'
import { password } from '../support/rollcall.ts'
import { plain, retained, type RetentionTargets, rowsDays } from './support/retentionServer.ts'

/**
 * `node tests/bench/retention.ts [sessions] [seconds]`: what has ended of a tenant (nine in ten) and its entries leave the views of a whole server, while
 * people of another sign in and its own sessions are listed; 100,000 sessions by default, with ten entries each. Before that the same without retention, for as
 * many seconds; afterwards an equal history leaves by plain statements.
 */
const sessions = Number(process.argv[2] ?? 100_000)
const seconds = Number(process.argv[3] ?? 30)
const dayMs = 86_400_000

const server = fork(new URL('./support/retentionServer.ts', import.meta.url), [String(sessions)])
const [{ url, token, ownerUrl, masterKey }] = (await once(server, 'message')) as [RetentionTargets]
const databases = await openDatabases({ ownerUrl, masterKey: Buffer.from(masterKey, 'base64'), sizes: {} })
const { writer } = databases
const now = () => performance.now()

const rssMb = async (): Promise<number> => {
  const answer = once(server, 'message') as Promise<[number]>
  server.send('memory')
  return (await answer)[0]
}

const http = httpClient(url, { authorization: `Bearer ${token}` })
const signIn = { tenant: 'quiet', email: 'member@quiet.test', password, client: 'web', transport: 'bearer' }
const requests = {
  list: () => http.get('/v1/sessions?sort=-startedAt&limit=50'),
  'sign-in': () => http.post('/v1/auth/login', { ...signIn, device: { id: 'the device of a member' } }),
}
const names = ['list', 'sign-in'] as const
type Times = Record<(typeof names)[number], number[]>

/** Each some eight times a second. */
const timesUntil = async (until: AbortSignal): Promise<Times> => {
  const times: Times = { list: [], 'sign-in': [] }
  const repeat = async (name: keyof Times): Promise<void> => {
    while (!until.aborted) {
      const began = now()
      const { status } = await requests[name]()
      if (status !== 200) throw new Error(`${name} was answered with ${status}`)
      times[name].push(now() - began)
      await pause(125)
    }
  }
  await Promise.all(names.map(repeat))
  return times
}

const before = new Date((Math.floor(Date.now() / dayMs) - rowsDays) * dayMs).toISOString()
/** How much is due of a tenant: what ended before, and what happened before. */
const dueOf = async (tenantId: string): Promise<{ sessions: number; entries: number }> => {
  const { rows } = await writer.query<{ sessions: number; entries: number }>(
    `select (select count(*) from session_list where tenant_id = $1 and ended_at < $2)::integer as sessions,
       (select count(*) from session_log where tenant_id = $1 and at < $2)::integer as entries`,
    [tenantId, before],
  )
  return rows[0]!
}
const goneOf = async (): Promise<{ sessions: number; entries: number }> => {
  const { rows } = await writer.query<{ sessions: number; entries: number }>(
    'select sessions::integer as sessions, entries::integer as entries from retention where tenant_id = $1',
    [retained],
  )
  return rows[0] ?? { sessions: 0, entries: 0 }
}
/** Resolves when so much more has left than at the beginning. */
const untilGone = async (wanted: { sessions: number; entries: number }): Promise<void> => {
  for (;;) {
    const gone = await goneOf()
    if (gone.sessions >= wanted.sessions && gone.entries >= wanted.entries) return
    await pause(50)
  }
}

const without = await timesUntil(AbortSignal.timeout(seconds * 1_000))
const due = await dueOf(retained)
const startMb = await rssMb()
let mostMb = startMb
server.send('retire')
// The sweeper looks once a minute. What counts begins with its first step.
await untilGone({ sessions: 1, entries: 1 })
const first = await goneOf()
const began = now()
const done = new AbortController()
const beside = timesUntil(done.signal)
const watching = setInterval(() => void rssMb().then((mb) => (mostMb = Math.max(mostMb, mb))), 500)
await untilGone(due)
const took = (now() - began) / 1_000
clearInterval(watching)
done.abort()
const during = await beside

const deleting = now()
await writer.query(
  `with gone as (delete from session_list where tenant_id = $1 and ended_at < $2 returning session_id)
   delete from session_activity a using gone where a.tenant_id = $1 and a.session_id = gone.session_id`,
  [plain, before],
)
await writer.query('delete from session_log where tenant_id = $1 and at < $2', [plain, before])
const plainTook = (now() - deleting) / 1_000

const rowsOf = (gone: { sessions: number; entries: number }): number => gone.sessions + gone.entries
const rate = (rows: number, inSeconds: number): number => Math.round(rows / inSeconds)
const told = (number: number): string => number.toLocaleString('en')
const [own, bare] = [rate(rowsOf(due) - rowsOf(first), took), rate(rowsOf(due), plainTook)]
console.log(
  `${told(due.sessions)} of ${told(sessions)} sessions and ${told(due.entries)} entries left in ${took.toFixed(1)} s: ${told(own)} rows/s, resting four fifths of the time; by plain statements ${told(bare)} rows/s: ${((100 * own) / bare).toFixed(1)} % of that`,
)
const shareOf = (times: readonly number[], share: number): number =>
  times.toSorted((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0
for (const what of names)
  for (const share of [0.5, 0.99]) {
    const [alone, together] = [shareOf(without[what], share), shareOf(during[what], share)]
    const ratio = (together / alone).toFixed(2)
    console.log(
      `${what} p${share * 100}: ${alone.toFixed(1)} ms without, ${together.toFixed(1)} ms beside it: ${ratio} times (${during[what].length} samples)`,
    )
  }
console.log(`memory of the server: ${startMb} MB before, ${mostMb} MB at most`)
await databases.close()
server.disconnect()
await once(server, 'exit')
