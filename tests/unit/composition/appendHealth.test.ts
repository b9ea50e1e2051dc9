import { describe, expect, it } from 'vitest'
import { appendHealth } from '#services/composition/health/appendHealth.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { timedEventLog } from '#services/metrics/timedEventLog.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'

const given = () => {
  let now = 0
  const said: string[] = []
  const say = (message: string) => void said.push(message)
  const health = appendHealth({ ...silentLogger, error: say, warn: say }, () => now)
  return { ...health, said, pass: (ms: number) => void (now += ms) }
}

describe('appends that fail', () => {
  it('are said once, and once that they succeed again', () => {
    const { failed, stored, said } = given()
    stored()
    for (let n = 0; n < 5; n += 1) failed(new Error('No space left on device'))
    stored()
    stored()
    expect(said).toEqual(['The event store takes no events', 'The event store takes events again'])
  })

  it('fail until one succeeds, or until it is worth another try', () => {
    const { failed, stored, isFailing, pass } = given()
    expect(isFailing()).toBe(false)
    failed(new Error('away'))
    expect(isFailing()).toBe(true)
    stored()
    expect(isFailing()).toBe(false)
    failed(new Error('away'))
    pass(10_000)
    expect(isFailing()).toBe(false)
  })

  it('are faults of the store: a refusal of the append itself is none', async () => {
    const heard: unknown[] = []
    const refusing = (error: Error) =>
      timedEventLog(
        {
          append: async () => {
            throw error
          },
        } as unknown as EventLog,
        () => 0,
        {
          appended: () => undefined,
          failed: (fault) => void heard.push(fault),
        },
      )
    const full = new CodedError('store-unavailable')
    const unknown = new Error('could not extend file')
    for (const error of [new CodedError('stale-revision'), full, unknown])
      await expect(refusing(error).append('tenant-t', [], 0)).rejects.toBe(error)
    expect(heard).toEqual([full, unknown])
  })
})
