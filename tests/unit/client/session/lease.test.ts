import { describe, expect, it } from 'vitest'
import { createLeases } from '../../../../client/session/lease.ts'
import { createKept } from '../../../../client/session/storage/kept.ts'
import { createTime } from '../../../support/fakeTime.ts'
import { mapStorage } from './fakeBrowser.ts'

const leasesOver = (stored: Map<string, string>) => {
  const time = createTime()
  let tab = 0
  const exclusively = createLeases({
    kept: createKept(mapStorage(stored)),
    clock: time,
    randomId: () => `tab ${(tab += 1)}`,
  })
  return { time, exclusively }
}

describe('a lease in a storage', () => {
  it('is had by one at a time, however long the others have waited', async () => {
    const { time, exclusively } = leasesOver(new Map())
    let [running, most, done] = [0, 0, 0]
    const work = () =>
      exclusively('refresh', async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => time.later(15_000, resolve))
        running -= 1
        done += 1
      })
    const all = Promise.all([work(), work(), work()])
    await time.pass(60_000)
    await all
    expect([most, done]).toEqual([1, 3])
  })

  it.each([
    ['of a tab that is gone', (now: number) => JSON.stringify({ id: 'gone', until: now - 1 })],
    ['from before the clock was set back', (now: number) => JSON.stringify({ id: 'later', until: now + 3_600_000 })],
    ['that is damaged', () => '{"id":"who","until":"soon"}'],
    ['that is none', () => '7'],
  ])('%s is taken over', async (_, text) => {
    const stored = new Map<string, string>()
    const { time, exclusively } = leasesOver(stored)
    stored.set('refresh', text(time.now()))
    const done = exclusively('refresh', async (waited) => waited)
    await time.pass(100)
    expect(await done).toBe(false)
  })
})
