import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionCheck } from '#services/composition/data/checkSessions.ts'
import { commandLine } from '../../support/commandLine.ts'
import { eventually } from '../../support/eventually.ts'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall()
})
afterAll(() => rollcall.stop())

const run = (...args: string[]) => commandLine(rollcall)(...args)
const ofMember = ['--tenant', 'acme', '--user', emailOf('member', 'acme')]
const idIn = (said: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(said)![0]
const refresh = async (refreshToken: string) => httpClient(rollcall.url).post('/v1/auth/refresh', { refreshToken })
const begin = async () => {
  const { code, said } = await run('session', 'add', ...ofMember, '--application', 'web')
  expect({ code, said }).toMatchObject({ code: 0 })
  return { sessionId: idIn(said), refreshToken: /once: (\S+)/.exec(said)![1]! }
}

describe('rollcall session', () => {
  it('begins a session whose refresh token is good', async () => {
    const { refreshToken } = await begin()
    expect((await refresh(refreshToken)).status).toBe(200)
  })

  it('lists what is live, and ends one', async () => {
    const { sessionId, refreshToken } = await begin()
    await eventually(async () => expect((await run('session', 'list', ...ofMember)).said).toContain(sessionId))
    const ended = await run('session', 'end', ...ofMember, '--session', sessionId, '--reason', 'a test')
    expect(ended).toEqual({ code: 0, said: 'The session has ended.' })
    expect((await refresh(refreshToken)).status).toBe(401)
    const again = await run('session', 'end', ...ofMember, '--session', sessionId)
    expect(again).toEqual({ code: 0, said: 'The session had ended before.' })
  })

  it('ends all of a person', async () => {
    const { refreshToken } = await begin()
    expect(await run('session', 'end', ...ofMember)).toMatchObject({ code: 0 })
    await eventually(async () => expect((await refresh(refreshToken)).status).toBe(401))
    await eventually(async () => expect((await run('session', 'list', ...ofMember)).said).toContain('no live session'))
  })

  it('refuses who is not there, an application that is not, and somebody else’s session', async () => {
    expect(await run('session', 'list', '--tenant', 'acme', '--user', 'nobody@acme.test')).toMatchObject({ code: 1 })
    const wrong = await run('session', 'add', ...ofMember, '--application', 'dashboard')
    expect(wrong).toEqual({ code: 1, said: '--application takes one of web, mobile.' })
    const admin = await rollcall.signIn('acme', 'admin')
    expect(await run('session', 'end', ...ofMember, '--session', admin.sessionId)).toMatchObject({ code: 1 })
  })
})

describe('rollcall sessions check', () => {
  const check = async () => {
    const { code, said } = await run('sessions', 'check', '--json')
    return { code, ...(JSON.parse(said) as { isWell: boolean; checks: SessionCheck[] }) }
  }
  /** Row-level security hides the rows from the owner. */
  const writer = () => rollcall.database.databases.writer

  it('finds nothing where all is well', async () => {
    await begin()
    await eventually(async () => expect(await check()).toMatchObject({ code: 0, isWell: true }), 20_000)
    expect(await run('sessions', 'check')).toMatchObject({ code: 0, said: expect.stringContaining('well  ') })
  })

  it('names a session that is listed as live and has ended, and says so by its exit code', async () => {
    const { sessionId } = await begin()
    await run('session', 'end', ...ofMember, '--session', sessionId)
    const statusOf = async () => {
      const { rows } = await writer().query('select status from session_list where session_id = $1', [sessionId])
      return rows
    }
    await eventually(async () => expect(await statusOf()).toEqual([{ status: 'revoked' }]))
    await writer().query(`update session_list set status = 'active' where session_id = $1`, [sessionId])
    const found = await check()
    expect(found).toMatchObject({ code: 1, isWell: false })
    expect(found.checks.find(({ about }) => about === 'open')).toMatchObject({ isWell: false, sessions: [sessionId] })
    await writer().query(`update session_list set status = 'revoked' where session_id = $1`, [sessionId])
  })

  it('names a session that should have expired', async () => {
    const { sessionId } = await begin()
    const late = `update session_activity set lapses_at = now() - interval '2 hours' where session_id = $1`
    await eventually(async () => expect((await writer().query(late, [sessionId])).rowCount).toBe(1))
    const { checks } = await check()
    expect(checks.find(({ about }) => about === 'expiry')).toMatchObject({ isWell: false, sessions: [sessionId] })
  })
})
