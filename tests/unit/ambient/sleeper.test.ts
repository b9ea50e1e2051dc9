import { describe, expect, it } from 'vitest'
import { repeat } from '#services/ambient/repeat.ts'
import { sleep } from '#services/ambient/sleep.ts'
import { sleeper } from '#services/ambient/sleeper.ts'

const hour = 3_600_000
const tookMs = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

describe('a sleep', () => {
  it('lasts its time, and ends without a word when its signal aborts, before or meanwhile', async () => {
    expect(await tookMs(() => sleep(30))).toBeGreaterThanOrEqual(29)
    await sleep(hour, AbortSignal.abort())
    await sleep(hour, AbortSignal.timeout(10))
  })
})

describe('a sleeper', () => {
  it('sleeps its time when nobody wakes it', async () => {
    expect(await tookMs(() => sleeper().sleep(30))).toBeGreaterThanOrEqual(29)
  })

  it('is woken, and sleeps its time the next time', async () => {
    const one = sleeper()
    setTimeout(one.wake, 10)
    await one.sleep(hour)
    expect(await tookMs(() => one.sleep(30))).toBeGreaterThanOrEqual(29)
  })

  it('does not miss a wake that comes while it is up, and counts several as one', async () => {
    const one = sleeper()
    one.wake()
    one.wake()
    await one.sleep(hour)
    expect(await tookMs(() => one.sleep(30))).toBeGreaterThanOrEqual(29)
  })
})

describe('what is repeated', () => {
  it('runs at once and again after every rest, whatever fails, one run at a time', async () => {
    const stopping = new AbortController()
    const failures: unknown[] = []
    let [runs, running, most] = [0, 0, 0]
    const run = async () => {
      runs += 1
      most = Math.max(most, ++running)
      await sleep(2)
      running -= 1
      if (runs === 5) stopping.abort()
      if (runs % 2 === 1) throw new Error(`run ${runs}`)
    }
    await repeat({ restMs: 1, run, onError: (error) => void failures.push(String(error)) }, stopping.signal)
    expect({ runs, running, most }).toEqual({ runs: 5, running: 0, most: 1 })
    expect(failures).toEqual(['Error: run 1', 'Error: run 3', 'Error: run 5'])
  })

  it('does not wait for its rest when it is told to stop, and never begins after that', async () => {
    let runs = 0
    const counted = { restMs: hour, run: () => (runs += 1), onError: () => undefined }
    await repeat(counted, AbortSignal.timeout(20))
    await repeat(counted, AbortSignal.abort())
    expect(runs).toBe(1)
  })
})
