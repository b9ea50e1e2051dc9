import { describe, expect, it } from 'vitest'
import { watchReadiness } from '#services/composition/health/watchReadiness.ts'
import { untilReady } from '#services/composition/start/untilReady.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import { silentLogger } from '#services/logging/logger.ts'

const ready: Readiness = { ready: true, checks: { clock: { ok: true } } }
const lacking = (part: string): Readiness => ({
  ready: false,
  checks: { [part]: { ok: false, detail: 'is away' }, views: { ok: true } },
})

describe('a process that becomes unready', () => {
  it('says so once, with what is missing, and once that it is ready again', () => {
    const said: unknown[] = []
    let state = ready
    const watch = watchReadiness(() => state, { ...silentLogger, warn: (...line) => void said.push(line) })
    const look = (next: Readiness): boolean => {
      state = next
      watch.look()
      return watch.isReady()
    }
    const seen = [lacking('log'), ready, lacking('log'), lacking('log'), ready, ready].map(look)
    expect(seen).toEqual([true, true, false, false, true, true])
    expect(said).toEqual([['This process is not ready', { missing: 'log: is away' }], ['This process is ready again']])
  })
})

describe('a start', () => {
  const signal = new AbortController().signal

  it('waits until nothing is missing, and says what is', async () => {
    const states = [lacking('clock'), lacking('clock'), lacking('log')]
    const said: string[] = []
    const surroundings = { say: (line: string) => void said.push(line) }
    await untilReady({ surroundings, signal }, () => states.shift() ?? ready)
    expect(states).toEqual([])
    expect(said).toEqual(['Not ready yet: clock: is away', 'Not ready yet: log: is away'])
  })

  it('ends when it is called off', async () => {
    const surroundings = { say: () => undefined }
    const waiting = untilReady({ surroundings, signal: AbortSignal.timeout(20) }, () => lacking('clock'))
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
