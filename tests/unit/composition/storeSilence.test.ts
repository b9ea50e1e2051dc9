import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeSilence } from '#services/composition/health/storeSilence.ts'

let ending: AbortController
beforeEach(() => void (ending = new AbortController()))
afterEach(() => ending.abort())

/** Longer than a database may be silent. */
const longWork = () => pause(3_500).then(() => 'done')

const quiet = {
  answers: () => 0,
  ask: () => new Promise(() => undefined),
  connections: { doubt: () => undefined, giveUp: () => undefined },
}

describe('a request that takes long', () => {
  it('is answered where the database was asked nothing meanwhile and would have answered', async () => {
    let answers = 0
    const silence = storeSilence({ ...quiet, answers: () => answers, ask: async () => (answers += 1) })
    void silence.watch(ending.signal)
    expect(await silence.unlessSilent(longWork)).toBe('done')
  })

  it('is refused where the database does not answer', async () => {
    const silence = storeSilence(quiet)
    void silence.watch(ending.signal)
    await expect(silence.unlessSilent(longWork)).rejects.toMatchObject({ code: 'store-unavailable' })
  })
})

describe('connections that are not heard when the database is', () => {
  /** What happens to the connections in so long, with how many answers there were. */
  const watched = (answers: () => number): string[] => {
    const happened: string[] = []
    const connections = { doubt: () => happened.push('doubted'), giveUp: () => happened.push('given up') }
    void storeSilence({ ...quiet, answers, connections }).watch(ending.signal)
    return happened
  }

  it('are given up a while later', async () => {
    let answers = 0
    const happened = watched(() => answers)
    await pause(3_000)
    expect(happened).toEqual([])
    answers += 1
    await pause(600)
    expect(happened).toEqual(['doubted'])
    await pause(1_500)
    expect(happened).toEqual(['doubted', 'given up'])
  }, 10_000)

  it('are kept while nothing was silent', async () => {
    let answers = 0
    const happened = watched(() => (answers += 1))
    await pause(3_500)
    expect(happened).toEqual([])
  })
})
