import { describe, expect, it } from 'vitest'
import { computed, createApp, effectScope, nextTick, shallowRef } from 'vue'
import type { Http } from '../../../dashboard/src/api/http.ts'
import { unreachable } from '../../../dashboard/src/api/problem.ts'
import { unappliedWords } from '../../../dashboard/src/components/list/unapplied.ts'
import { useLiveList } from '../../../dashboard/src/components/list/useLiveList.ts'
import { sessionKind } from '../../../dashboard/src/components/sessions/sessionKind.ts'
import { useTotals } from '../../../dashboard/src/components/sessions/useTotals.ts'
import { connectionsKey, type Connections } from '../../../dashboard/src/connections.ts'
import { createFreshnessMeter } from '../../../dashboard/src/realtime/freshness.ts'
import { createFollowers } from '../../../dashboard/src/realtime/followers.ts'
import { sessionRow } from '../filter/sessionRows.ts'
import { createTime, settle } from '../../support/fakeTime.ts'
import { refusal } from './browser.ts'

/** A list and its totals on a server that finds one session by any filter, unless it is away. */
const open = () => {
  const time = createTime()
  const asked = shallowRef({ filter: 'status:active', sort: '' })
  let isAway = false
  const http = {
    async get(path: string) {
      if (isAway) throw unreachable()
      const body = path.endsWith('/count')
        ? { total: 90, kind: 'exact' }
        : { items: [sessionRow()], nextCursor: null, total: 90 }
      return { body, position: 'p1' }
    },
  } as unknown as Http
  const live = createFollowers({
    meter: createFreshnessMeter(time.now),
    now: time.now,
    ready: () => Promise.resolve(),
    later: time.later,
    isPolled: () => false,
  })
  const connections = { http, live, serverClock: { now: time.now } } as unknown as Connections
  const app = createApp({})
  app.provide(connectionsKey, connections)
  const parts = app.runWithContext(() =>
    effectScope().run(() => ({
      list: useLiveList({ name: 'sessions', kind: sessionKind(connections), asked }),
      totals: useTotals(
        computed(() => asked.value.filter),
        shallowRef('status:active'),
      ),
    })),
  )!
  return {
    ...parts,
    time,
    answers: (next: boolean) => void (isAway = !next),
    async ask(filter: string, sort = '') {
      asked.value = { filter, sort }
      await nextTick()
      await settle()
    },
  }
}

describe('a filter that was asked for while nothing answers', () => {
  it('is known not to be that of the rows, and has no number', async () => {
    const { list, totals, answers, ask } = open()
    await settle()
    expect([list.unapplied.value, totals.found.value?.total ?? null, totals.all.value?.total]).toEqual([null, 90, 90])
    answers(false)
    await ask('status:active country:DE')
    expect([list.unapplied.value, totals.found.value?.total ?? null, totals.all.value?.total]).toEqual([
      'filter',
      null,
      90,
    ])
    expect(list.rows.value).toHaveLength(1)
    await ask('status:active')
    expect([list.unapplied.value, totals.found.value?.total]).toEqual([null, 90])
    await ask('status:active', 'risk')
    expect([list.unapplied.value, totals.found.value?.total]).toEqual(['order', 90])
  })

  it('is applied and counted by itself when something answers again', async () => {
    const { list, totals, answers, ask, time } = open()
    await settle()
    answers(false)
    await ask('status:active country:DE')
    answers(true)
    await time.pass(2_000)
    expect([list.unapplied.value, list.failure.value, totals.found.value?.total]).toEqual([null, null, 90])
  })

  it('is said not to be applied, and why', () => {
    const words = (isOffline: boolean, failure: Parameters<typeof unappliedWords>[0]['failure']) =>
      unappliedWords({ unapplied: 'filter', isOffline, failure })
    const silent = 'The filter could not be applied because the server does not answer: the rows are those of before.'
    expect([words(true, null), words(false, unreachable())]).toEqual([silent, silent])
    expect(words(false, refusal(500, 'internal'))).toBe(
      'The filter could not be applied: the rows are those of before.',
    )
    expect(words(false, null)).toBe('')
    expect(unappliedWords({ unapplied: null, isOffline: true, failure: unreachable() })).toBe('')
  })
})
