import { describe, expect, it } from 'vitest'
import { poolHealth } from '#services/postgres/poolHealth.ts'

const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const connections = { doubt: () => undefined, giveUp: () => undefined }

describe('two pools of one name', () => {
  it('are well again once the one that is open answers, though the other was closed', async () => {
    const health = poolHealth()
    const join = (probe: () => Promise<unknown>) => health.join('rollcall append', { probe, connections })
    const former = join(() => Promise.reject(new Error('Cannot use a pool after calling end on the pool')))
    former.ended()
    const present = join(async () => present.answered())
    present.failed(away())
    expect(Object.keys(health.failing())).toEqual(['append'])
    await health.probe()
    expect(health.failing()).toEqual({})
    expect(health.failures()).toEqual({ append: 1 })
  })
})

describe('a pool that was closed', () => {
  it('is in no trouble any more, whatever fails on it still', () => {
    const health = poolHealth()
    const report = health.join('rollcall reads', { probe: async () => undefined, connections })
    report.failed(away())
    report.ended()
    report.failed(away())
    expect(health.failing()).toEqual({})
  })
})
