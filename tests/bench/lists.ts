import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Databases } from '#services/postgres/databases.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { type SessionSort, sessionSorts, sortsOf } from '#services/projections/queries/orders.ts'
import { countSessions } from '#services/projections/sessionList/countSessions.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { listLog } from '#services/projections/sessionLog/listLog.ts'
import { everydayFilters, everydayLogFilters } from '../support/everydayFilters.ts'
import { entriesPerSession, fillHistory } from '../support/fillHistory.ts'
import { benchRollcall } from './support/benchRollcall.ts'
import { measureOverHttp } from './support/listsOverHttp.ts'
import { msOf, note, printTimes, type Times } from './support/listTimes.ts'

/**
 * `node tests/bench/lists.ts [sessions] [samples] [word] [folder]`: lists, counts and log of one tenant, with a tenth of its sessions and with all of
 * them, while sessions are used. 1,000,000 sessions by default, of which a tenth is live, and ten entries of the log for each.
 * With a word: only filters that hold it. With a folder: the filled databases stay there for the next run; times in them grow old.
 */
const most = Number(process.argv[2] ?? 1_000_000)
const samples = Number(process.argv[3] ?? 5)
const word = process.argv[4] ?? ''
const folder = process.argv[5]
const holdsWord = (filter: string): boolean => filter.includes(word)
const asked = { sessions: everydayFilters.filter(holdsWord), log: everydayLogFilters.filter(holdsWord) }
const usesPerSecond = 100
const pageSize = 50
/** So many pages of the largest size are walked before a late page is measured, in these orders. */
const pagesBefore = 25
const lateOrders: readonly SessionSort[] = ['startedAt', '-lastActiveAt', 'user', 'country', '-risk', 'ip']

const small = '00000000-0000-7000-8000-000000000002'

/** Uses live sessions, as a projector would write it, until the signal comes. */
const useSessions = async ({ writer }: Databases, big: string, signal: AbortSignal): Promise<void> => {
  const { rows } = await writer.query<{ id: string }>(
    `select session_id as id from session_list where tenant_id = $1 and status = 'active' limit 10000`,
    [big],
  )
  const perTurn = usesPerSecond / 10
  for (let turn = 0; !signal.aborted; turn += 1) {
    const used = Array.from({ length: perTurn }, (_, n) => rows[(turn * perTurn + n) % rows.length]!.id)
    for (const table of ['session_list', 'session_activity'])
      await writer.query(
        `update ${table} set last_active_at = now(), lapses_at = now() + interval '7 days', refreshes = refreshes + 1
         where tenant_id = $1 and session_id = any ($2)`,
        [big, used],
      )
    await pause(100)
  }
}

const measureQueries = async (times: Times, databases: Databases, big: string): Promise<void> => {
  const needs = { databases, cursors: cursors(randomBytes(32)), clock: { now: () => Date.now() } }
  const list = listSessions(needs)
  const count = countSessions(needs)
  const log = listLog({ ...needs, entries: async () => [] })

  const measurePages = async (filter: string, sort: SessionSort): Promise<void> => {
    const first = `list ${filter}`
    const page = (cursor?: string) => msOf(() => list(big, { filter, sort, limit: pageSize, cursor }))
    for (let sample = 0; sample < samples; sample += 1) note(times, first, sort, await page())
    if (!lateOrders.includes(sort)) return
    let cursor: string | undefined
    for (let passed = 0; passed < pagesBefore; passed += 1) {
      const passing = await list(big, { filter, sort, limit: 200, cursor }).catch(() => null)
      if (passing === null || passing.nextCursor === null) return
      cursor = passing.nextCursor
    }
    for (let sample = 0; sample < samples; sample += 1) note(times, `${first}, a late page`, sort, await page(cursor))
  }

  for (let sample = 0; sample < 200; sample += 1) {
    const ms = await msOf(() =>
      databases.reads.query('select from session_list where tenant_id = $1 and session_id = $2', [big, small]),
    )
    note(times, 'baseline: look-up by key', '', ms)
  }
  for (const filter of asked.sessions) for (const sort of sortsOf(sessionSorts)) await measurePages(filter, sort)
  for (const filter of asked.sessions)
    for (let sample = 0; sample < samples * 4; sample += 1)
      note(times, `count ${filter}`, '', await msOf(() => count(big, { filter })))
  for (const filter of asked.log)
    for (let sample = 0; sample < samples * 4; sample += 1)
      note(times, `log ${filter}`, '', await msOf(() => log(big, { filter, limit: pageSize })))
}

type Rollcall = Awaited<ReturnType<typeof benchRollcall>>

/** Answers the tenant's id. */
const fillTenant = async ({ database, addTenant, addUser }: Rollcall, sessions: number): Promise<string> => {
  const big = await addTenant('big')
  await addUser(big, 'analyst@big.test', 'analyst')
  const ms = await msOf(() =>
    fillHistory(database.databases, [
      { tenantId: big, sessions },
      { tenantId: small, sessions: Math.ceil(sessions / 100) },
    ]),
  )
  const size = `${sessions.toLocaleString('en')} sessions, ${(sessions * entriesPerSession).toLocaleString('en')} entries of the log`
  console.log(`${size}: filled in ${Math.round(ms / 1000)} s`)
  return big
}

const measureAt = async (sessions: number): Promise<Times> => {
  const rollcall = await benchRollcall({ kept: folder === undefined ? undefined : join(folder, String(sessions)) })
  const { databases } = rollcall.database
  const big = (await rollcall.findTenant('big')) ?? (await fillTenant(rollcall, sessions))
  const ending = new AbortController()
  const using = useSessions(databases, big, ending.signal)
  const times: Times = new Map()
  try {
    await measureQueries(times, databases, big)
    const signIn = () => rollcall.signInToDashboard('big', 'analyst@big.test')
    await measureOverHttp(times, { url: rollcall.url, signIn, samples, filters: asked })
    return times
  } finally {
    ending.abort()
    await using
    await rollcall.stop()
  }
}

const [few, all] = [await measureAt(Math.round(most / 10)), await measureAt(most)]
printTimes(few, all)
