import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeSilence } from '#services/composition/health/storeSilence.ts'

let ending: AbortController
beforeEach(() => void (ending = new AbortController()))
afterEach(() => ending.abort())

/** Longer than a database may be silent. */
const longWork = () => pause(3_500).then(() => 'done')

describe('a request that takes long', () => {
  it('is answered where the database was asked nothing meanwhile and would have answered', async () => {
    let answers = 0
    const silence = storeSilence(
      () => answers,
      async () => (answers += 1),
    )
    void silence.watch(ending.signal)
    expect(await silence.unlessSilent(longWork)).toBe('done')
  })

  it('is refused where the database does not answer', async () => {
    const silence = storeSilence(
      () => 0,
      () => new Promise(() => undefined),
    )
    void silence.watch(ending.signal)
    await expect(silence.unlessSilent(longWork)).rejects.toMatchObject({ code: 'store-unavailable' })
  })
})
