import { describe, expect, it } from 'vitest'
import { absentSession } from '#events/session/fold.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { dashboardAudience } from '#events/tenant/dashboardClient.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { MatchingSessions, Selection } from '#services/ports/operationViews.ts'
import { allowNumber, chooseSessions } from '#services/operations/chooseSessions.ts'

const live = (count: number) => Array.from({ length: count }, (_, number) => ({ id: `s${number}` }) as SessionRow)
const matching =
  (rows: readonly SessionRow[]): MatchingSessions =>
  async (_tenantId, selection, limit) => {
    const found = 'filter' in selection ? rows : rows.filter(({ id }) => selection.sessionIds.includes(id))
    return { sessions: found.slice(0, limit), total: found.length, position: 1 }
  }
const caller = (role: 'analyst' | 'admin') =>
  ({
    kind: 'person',
    audience: dashboardAudience,
    tenantId: 'acme',
    sessionId: 's0',
    roles: [role],
  }) as unknown as SignedInCaller
/** No session ever was. */
const readSession = async () => ({ session: absentSession, endedByOperation: null, position: 0 })
const choose = (rows: readonly SessionRow[], selection: Selection) =>
  chooseSessions({ views: { matchingSessions: matching(rows) }, readSession }, caller('admin'), selection)
const tooMany = { code: 'too-many-sessions' }

describe('the sessions of an operation', () => {
  it('leave out the session of whoever asks', async () => {
    const { sessions, spared } = await choose(live(3), { filter: '' })
    expect(sessions.map(({ id }) => id)).toEqual(['s1', 's2'])
    expect(spared).toEqual([{ sessionId: 's0', why: 'your-own' }])
  })

  it('hold it when it was named', async () => {
    const { sessions, spared } = await choose(live(3), { sessionIds: ['s0', 's2'] })
    expect(sessions.map(({ id }) => id)).toEqual(['s0', 's2'])
    expect(spared).toEqual([])
  })

  it('are those that live: what was named and is not there is passed over', async () => {
    expect((await choose(live(2), { sessionIds: ['s1', 'gone'] })).sessions).toHaveLength(1)
  })

  it('are two hundred at most, the spared not counted', async () => {
    expect((await choose(live(201), { filter: '' })).sessions).toHaveLength(200)
    await expect(choose(live(202), { filter: '' })).rejects.toMatchObject(tooMany)
    await expect(choose([], { sessionIds: live(201).map(({ id }) => id) })).rejects.toMatchObject(tooMany)
  })

  it('may be many for an admin who has just proved to be one, fifty for an analyst at any hour', async () => {
    const asking = (role: 'analyst' | 'admin', isRecent: boolean) => ({
      caller: caller(role),
      requireRecentProof: async () => {
        if (!isRecent) throw new CodedError('reauthentication-required')
      },
    })
    await allowNumber(asking('analyst', false), 50)
    await expect(allowNumber(asking('analyst', true), 51)).rejects.toMatchObject({ code: 'forbidden' })
    await allowNumber(asking('admin', true), 200)
    await allowNumber(asking('admin', false), 50)
    await expect(allowNumber(asking('admin', false), 51)).rejects.toMatchObject({ code: 'reauthentication-required' })
  })
})
