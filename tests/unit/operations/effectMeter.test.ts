import { describe, expect, it } from 'vitest'
import type { ClosedSockets, EffectReport, GuardConfirmation, GuardConfirmations } from '#services/ports/effects.ts'
import { effectMeter } from '#services/operations/effectMeter.ts'
import { noGuards } from '../../support/noGuards.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const decidedAt = '2026-11-20T09:00:00.000Z'
const decided = { operationId: 'o1', decidedAt, refreshRefusedAt: '2026-11-20T09:00:00.004Z' }
const closed = (sessionId: string, open: number, done: number): ClosedSockets => ({
  operationId: 'o1',
  sessionId,
  open,
  closed: done,
})

const last = { tenantId: 'acme', position: 5 }

const metering = (guards: GuardConfirmations = noGuards) => {
  const ambient = testAmbient('meter', decidedAt)
  const listeners = new Set<(report: EffectReport) => void>()
  const reports = {
    publish: () => undefined,
    listen: (onReport: (report: EffectReport) => void) => {
      listeners.add(onReport)
      return () => void listeners.delete(onReport)
    },
  }
  const meter = effectMeter(reports, guards, ambient.clock)
  const report = (process: string, applied: number, sockets: ClosedSockets[] = []) =>
    listeners.forEach((listener) => listener({ process, applied, sockets }))
  const stopping = new AbortController()
  const settled = (position: number) => {
    const state = { done: false }
    const measured = meter.settled(decided, { ...last, position }, stopping.signal).finally(() => (state.done = true))
    return { state, measured }
  }
  return { ...ambient, meter, report, settled, stopping }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the effect of an operation', () => {
  it('is measured from the decision to the confirmation of each socket, over all processes', async () => {
    const { report, settled, pass } = metering()
    report('one', 4)
    report('two', 4)
    const { measured } = settled(5)
    pass(10)
    report('one', 5, [closed('s1', 2, 1), closed('s2', 1, 0)])
    pass(10)
    report('one', 5, [closed('s1', 2, 2)])
    pass(20)
    report('two', 5, [closed('s2', 1, 1)])
    pass(60)
    report('one', 5, [closed('s2', 1, 1)])
    expect(await measured).toEqual({
      ...decided,
      sockets: 4,
      half: 20,
      p99: 100,
      slowest: 100,
      waiting: 0,
      sessions: [
        { sessionId: 's1', sockets: 2, closedAfterMs: 20 },
        { sessionId: 's2', sockets: 2, closedAfterMs: 100 },
      ],
    })
  })

  it('waits for every process to have come that far, and for every socket', async () => {
    const { report, settled } = metering()
    report('one', 5)
    report('two', 4)
    const { state, measured } = settled(5)
    report('one', 5, [closed('s1', 1, 0)])
    report('two', 5)
    await turn()
    expect(state.done).toBe(false)
    report('one', 5, [closed('s1', 1, 1)])
    expect(await measured).toMatchObject({ sockets: 1, waiting: 0 })
  })

  it('does not wait for a process that is gone, and counts its sockets as waiting', async () => {
    const { report, settled, pass } = metering()
    report('dying', 5, [closed('s1', 3, 1)])
    const { measured } = settled(5)
    pass(3_000)
    report('alive', 5)
    expect(await measured).toMatchObject({
      sockets: 3,
      waiting: 2,
      sessions: [{ sessionId: 's1', sockets: 3, closedAfterMs: null }],
    })
  })

  it('is known in part meanwhile, and given up with what is known', async () => {
    const { report, settled, meter, stopping } = metering()
    const { measured } = settled(5)
    report('one', 5, [closed('s1', 2, 1)])
    expect(meter.sofar(decided, last)).toMatchObject({ sockets: 2, waiting: 1, slowest: 0 })
    stopping.abort()
    expect(await measured).toMatchObject({ sockets: 2, waiting: 1 })
  })

  it('is nothing where no socket was open', async () => {
    const { report, settled } = metering()
    const { measured } = settled(5)
    report('one', 5)
    expect(await measured).toMatchObject({ sockets: 0, half: null, p99: null, slowest: null, waiting: 0, sessions: [] })
  })

  it('counts what was reported before anybody measured', async () => {
    const { report, settled, pass } = metering()
    report('one', 5, [closed('s1', 1, 1)])
    pass(50)
    const { measured } = settled(5)
    report('one', 5)
    expect(await measured).toMatchObject({ sockets: 1, slowest: 0 })
  })

  describe('with guards', () => {
    const metered = () => {
      const known: GuardConfirmation[] = []
      const listeners = new Set<() => void>()
      const guards: GuardConfirmations = {
        of: () => known,
        listen: (hear) => {
          listeners.add(hear)
          return () => void listeners.delete(hear)
        },
      }
      const confirm = (...now: GuardConfirmation[]) => {
        known.splice(0, known.length, ...now)
        listeners.forEach((hear) => hear())
      }
      return { ...metering(guards), confirm }
    }
    const at = Date.parse(decidedAt)

    it('waits for those that answer, and lists those that never did as waiting', async () => {
      const { report, settled, confirm } = metered()
      confirm({ name: 'a', confirmedAt: null, answers: true }, { name: 'b', confirmedAt: null, answers: false })
      const { measured, state } = settled(5)
      report('one', 5)
      await turn()
      expect(state.done).toBe(false)
      confirm({ name: 'a', confirmedAt: at + 12, answers: true }, { name: 'b', confirmedAt: null, answers: false })
      expect(await measured).toMatchObject({
        guards: [
          { name: 'b', confirmedAfterMs: null },
          { name: 'a', confirmedAfterMs: 12 },
        ],
      })
    })

    it('says which are behind when it is given up', async () => {
      const { report, settled, confirm, stopping } = metered()
      confirm({ name: 'a', confirmedAt: null, answers: true })
      const { measured } = settled(5)
      report('one', 5)
      stopping.abort()
      expect(await measured).toMatchObject({ guards: [{ name: 'a', confirmedAfterMs: null }] })
    })
  })
})
