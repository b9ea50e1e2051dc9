import { expect, it } from 'vitest'
import { whileClockAgrees } from '#services/composition/health/whileClockAgrees.ts'
import { silentLogger } from '#services/logging/logger.ts'

/** Work that says when it runs. */
const observed = () => {
  const ran: ('began' | 'stopped')[] = []
  const work = async (signal: AbortSignal): Promise<void> => {
    ran.push('began')
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    ran.push('stopped')
  }
  return { ran, work }
}

it('works only while the clock agrees with the store’s, and says once that it does not', async () => {
  const clock: { skewMs: number | null } = { skewMs: null }
  const told: unknown[] = []
  const logger = { ...silentLogger, error: (_message: string, more?: object) => void told.push(more) }
  const ending = new AbortController()
  const { ran, work } = observed()
  const agreement = { what: 'sweeper', skewMs: () => clock.skewMs, logger, signal: ending.signal }
  const over = whileClockAgrees(agreement, work)
  expect(ran).toEqual([])
  clock.skewMs = 1_999
  await expect.poll(() => ran).toEqual(['began'])
  clock.skewMs = 4_500_000
  await expect.poll(() => ran).toEqual(['began', 'stopped'])
  await expect.poll(() => told).toEqual([{ what: 'sweeper', milliseconds: 4_500_000 }])
  clock.skewMs = -12
  await expect.poll(() => ran).toEqual(['began', 'stopped', 'began'])
  ending.abort()
  await over
  expect(ran).toEqual(['began', 'stopped', 'began', 'stopped'])
  expect(told).toHaveLength(1)
}, 15_000)
