import { beforeEach, describe, expect, it } from 'vitest'
import { retentionStream } from '#events/streams.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Retirement } from '#services/ports/retention.ts'
import { retireRecords } from '#services/retention/retireRecords.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const acme = '0190c6d0-0000-7000-8000-00000000000a'
const globex = '0190c6d0-0000-7000-8000-00000000000b'
const step = (sessions: number): Retirement => ({
  rowsBefore: '2026-11-01T00:00:00.000Z',
  sessionsBefore: { endedAt: '2026-10-01T00:00:00.000Z', sessionId: acme },
  entriesBefore: null,
  countsBefore: null,
  removed: { sessions, entries: 0, minutes: 0, quarters: 0 },
})

describe('retiring what is due', () => {
  const ambient = testAmbient()
  let due: Retirement[]
  let { store } = memoryStore()
  let waitForView = async (): Promise<void> => undefined
  const retire = (signal = new AbortController().signal) =>
    retireRecords({
      store,
      ambient,
      findDue: async () => ({ position: 0, due: due.shift() ?? null }),
      waitForView: () => waitForView(),
      tenants: async () => [{ tenantId: acme, retention: { rowsDays: 30, countsDays: null } }],
      now: () => 0,
      logger: silentLogger,
    })(signal)
  const told = async () =>
    (await store.readStream(retentionStream(acme))).map(({ actor, data }) => [actor.id, data.removed.sessions])

  beforeEach(() => {
    store = memoryStore().store
    due = [step(1_000), step(1_000), step(7)]
    waitForView = async () => undefined
  })

  it('goes on step by step until nothing is due, and each step is an event of the policy', async () => {
    expect(await retire()).toBe(true)
    expect(await told()).toEqual([
      ['retention', 1_000],
      ['retention', 1_000],
      ['retention', 7],
    ])
  })

  it('goes on with other tenants where one fails, and says so in the end', async () => {
    const retiring = retireRecords({
      store,
      ambient,
      async findDue(tenantId) {
        if (tenantId === acme) throw new Error('a statement took too long')
        return { position: 0, due: due.shift() ?? null }
      },
      waitForView: async () => undefined,
      tenants: async () =>
        [acme, globex].map((tenantId) => ({ tenantId, retention: { rowsDays: 30, countsDays: null } })),
      now: () => 0,
      logger: silentLogger,
    })
    await expect(retiring(new AbortController().signal)).rejects.toThrow('a statement took too long')
    expect(await store.readStream(retentionStream(globex))).toHaveLength(3)
  })

  it('takes a step of each tenant in turn, so that a long history holds up no other', async () => {
    const steps = new Map([
      [acme, [step(1_000), step(1_000)]],
      [globex, [step(3)]],
    ])
    const order: string[] = []
    await retireRecords({
      store,
      ambient,
      async findDue(tenantId) {
        const next = steps.get(tenantId)?.shift() ?? null
        if (next !== null) order.push(tenantId)
        return { position: 0, due: next }
      },
      waitForView: async () => undefined,
      tenants: async () =>
        [acme, globex].map((tenantId) => ({ tenantId, retention: { rowsDays: 30, countsDays: null } })),
      now: () => 0,
      logger: silentLogger,
    })(new AbortController().signal)
    expect(order).toEqual([acme, globex, acme])
  })

  it('leaves the rest for the next time where the views are behind', async () => {
    waitForView = async () => {
      throw new CodedError('view-behind')
    }
    expect(await retire()).toBe(false)
    expect(await told()).toEqual([])
  })

  it('begins no further step when it is to stop', async () => {
    expect(await retire(AbortSignal.abort())).toBe(false)
    expect(await told()).toEqual([])
  })
})
