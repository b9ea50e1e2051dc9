import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionRow } from '#events/live/rows.ts'
import { compareSessionsBy } from '../../../dashboard/src/components/sessions/compareSessions.ts'
import { liveRows } from '../../../dashboard/src/components/list/liveRows.ts'
import { sessionKind } from '../../../dashboard/src/components/sessions/sessionKind.ts'
import { sessionRow } from '../filter/sessionRows.ts'

const at = (minute: number) => new Date(Date.parse('2026-11-21T05:00:00.000Z') + minute * 60_000).toISOString()
const row = (id: string, minute: number, more: Partial<SessionRow> = {}) =>
  sessionRow({ id, startedAt: at(minute), lastActiveAt: at(minute), revision: 1, ...more })
const ended = (one: SessionRow): SessionRow => ({ ...one, status: 'revoked', revision: one.revision + 1 })

const readAt = at(30)
const kind = sessionKind({} as never)
const moving = { hold: false, now: 0 }
const holding = { hold: true, now: 0 }

/** Rows a (newest), b and c, newest activity first, of the sessions that are signed in. */
const abc = (more = false) => {
  const list = liveRows({
    kind,
    matches: ({ status }) => status === 'active',
    compare: compareSessionsBy('-lastActiveAt'),
  })
  list.replace([row('a', 3), row('b', 2), row('c', 1)], more, readAt)
  return list
}
const ids = (list: ReturnType<typeof abc>) => list.rows().map((one) => one.row.id)

describe('a live list', () => {
  it('changes a row in its place, however its order would change', () => {
    const list = abc()
    list.patch([row('c', 9, { revision: 2 })], moving)
    expect(ids(list)).toEqual(['a', 'b', 'c'])
    expect(list.find('c')?.row.lastActiveAt).toBe(at(9))
    expect(list.isOutOfOrder()).toBe(true)
  })

  it('keeps a newer row against an older one', () => {
    const list = abc()
    list.patch([row('b', 8, { revision: 5 }), row('b', 7, { revision: 4 })], moving)
    expect(list.find('b')?.row.revision).toBe(5)
  })

  it('takes a change that is not of the session’s own stream, such as its risk', () => {
    const list = abc()
    list.patch([row('b', 2, { risk: 100 })], moving)
    expect(list.find('b')?.row.risk).toBe(100)
  })

  it('keeps a row that ended, dimmed, until it is tidied', () => {
    const list = abc()
    list.patch([ended(row('b', 2))], moving)
    expect(ids(list)).toEqual(['a', 'b', 'c'])
    expect(list.find('b')?.left).toBe(true)
    expect(list.left()).toBe(1)
    list.tidy()
    expect(ids(list)).toEqual(['a', 'c'])
    expect(list.left()).toBe(0)
  })

  it('lets a new session in on top', () => {
    const list = abc()
    list.patch([row('new', 31)], moving)
    expect(ids(list)).toEqual(['new', 'a', 'b', 'c'])
    expect(list.waiting()).toBe(0)
  })

  it('makes a new session wait while rows hold still, and lets it in when tidied', () => {
    const list = abc()
    list.patch([row('new', 31), row('newer', 32)], holding)
    expect(ids(list)).toEqual(['a', 'b', 'c'])
    expect(list.waiting()).toBe(2)
    list.tidy()
    expect(ids(list)).toEqual(['newer', 'new', 'a', 'b', 'c'])
    expect(list.waiting()).toBe(0)
  })

  it('forgets a waiting session that ended before it was seen', () => {
    const list = abc()
    list.patch([row('new', 31)], holding)
    list.patch([ended(row('new', 31))], holding)
    expect(list.waiting()).toBe(0)
  })

  it('does not call a session new that is merely not loaded yet', () => {
    const list = abc(true)
    list.patch([row('old', 0, { lastActiveAt: at(33), revision: 7 })], moving)
    expect(ids(list)).toEqual(['a', 'b', 'c'])
    expect(list.waiting()).toBe(0)
    expect(list.isOutOfOrder()).toBe(true)
  })

  it('appends a page without doubling a row that came by frame', () => {
    const list = abc(true)
    list.patch([row('new', 31)], moving)
    list.append([row('c', 1), row('d', 0), row('new', 31)], false)
    expect(ids(list)).toEqual(['new', 'a', 'b', 'c', 'd'])
    expect(list.hasMore()).toBe(false)
  })

  it('marks as left what the same list, read again, no longer holds', () => {
    const list = abc()
    list.reconcile([row('a', 3), row('c', 1)], false, moving)
    expect(list.rows().map((one) => one.left)).toEqual([false, true, false])
  })

  it('marks as left what is not there any more, and lets none of it in that waits', () => {
    const list = abc()
    list.patch([row('new', 31)], holding)
    list.leave(({ id }) => id === 'b' || id === 'new')
    expect(list.rows().map((one) => one.left)).toEqual([false, true, false])
    expect([list.left(), list.waiting()]).toEqual([1, 0])
    list.tidy()
    expect(ids(list)).toEqual(['a', 'c'])
  })

  it('says nothing of rows after the last one of an answer that goes on', () => {
    const list = abc(true)
    list.reconcile([row('a', 3)], true, moving)
    expect(list.left()).toBe(0)
  })

  it('tints the cells that changed for a second', () => {
    const list = abc()
    list.patch([row('a', 5, { revision: 2, risk: 50 })], { hold: false, now: 1000 })
    expect([...list.find('a')!.changed].sort()).toEqual(['lastActive', 'risk', 'started'])
    expect(list.untint(1999)).toBe(true)
    expect(list.untint(2000)).toBe(false)
    expect(list.find('a')?.changed.size).toBe(0)
  })

  it('shows every row once, whatever comes', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      minute: fc.nat(40),
      ends: fc.boolean(),
    })
    const batches = fc.array(fc.tuple(fc.array(change, { maxLength: 4 }), fc.boolean(), fc.boolean()), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(batches, (plan) => {
        const list = abc(true)
        for (const [changes, hold, tidies] of plan) {
          const rows = changes.map(({ id, minute, ends }, revision) => {
            const one = row(id, minute, { revision: revision + 2 })
            return ends ? ended(one) : one
          })
          list.patch(rows, { hold, now: 0 })
          if (tidies) list.tidy()
          expect(new Set(ids(list)).size).toBe(ids(list).length)
          expect(list.left()).toBe(list.rows().filter((one) => one.left).length)
          for (const id of ids(list)) expect(list.find(id)?.row.id).toBe(id)
        }
      }),
    )
  })
})

const order = (sort: string, rows: SessionRow[]) => rows.sort(compareSessionsBy(sort)).map(({ id }) => id)

const from = (id: string, ip: string) => row(id, 1, { last: { ip, network: null, place: null } })

describe('the order of a list', () => {
  it.each([
    ['-risk', ['c', 'b', 'a']],
    ['risk', ['a', 'b', 'c']],
    ['-startedAt', ['c', 'b', 'a']],
  ])('by %s', (sort, expected) => {
    expect(order(sort, [row('b', 2, { risk: 50 }), row('a', 1, { risk: 0 }), row('c', 3, { risk: 75 })])).toEqual(
      expected,
    )
  })

  it('of addresses is that of their numbers, IPv4 first', () => {
    expect(order('ip', [from('six', '2001:db8::1'), from('ten', '10.0.0.1'), from('nine', '9.0.0.1')])).toEqual([
      'nine',
      'ten',
      'six',
    ])
  })

  it('puts rows without the value last, both ways', () => {
    const rows = [row('open', 1), row('first', 1, { endedAt: at(5) }), row('last', 1, { endedAt: at(6) })]
    expect(order('-endedAt', rows)).toEqual(['last', 'first', 'open'])
    expect(order('endedAt', rows)).toEqual(['first', 'last', 'open'])
  })
})
