import { describe, expect, it } from 'vitest'
import { waitingRoom } from '#services/limits/waitingRoom.ts'

const given = (placesOf: (free: number) => number) => {
  const leaving: (() => void)[] = []
  const hold = waitingRoom(() => new Promise((resolve) => leaving.push(resolve)), placesOf)
  /** How many of so many tries are let in: a refused one is answered at once. */
  const letIn = async (key: string, tries: number): Promise<number> => {
    const before = leaving.length
    void Array.from({ length: tries }, () => hold(key, 100))
    return leaving.length - before
  }
  return { hold, letIn, leaveAll: () => leaving.splice(0).forEach((leave) => leave()) }
}

describe('the waiting room', () => {
  it('holds of one tenant half of a thousand, and always has places for the next one', async () => {
    const { letIn } = given((free) => free)
    expect(await letIn('loud', 2_000)).toBe(500)
    expect(await letIn('quiet', 100)).toBe(100)
    expect(await letIn('loud', 100)).toBe(0)
    expect(await letIn('third', 2_000)).toBe(200)
  })

  it('has the places again of those who have left', async () => {
    const { letIn, leaveAll } = given(() => 2)
    expect(await letIn('ann', 3)).toBe(2)
    leaveAll()
    await new Promise(setImmediate)
    expect(await letIn('ann', 3)).toBe(2)
  })

  it('lets pass whoever need not wait, and tells whoever waited from whoever was not let in', async () => {
    const { hold, leaveAll } = given(() => 1)
    expect(await hold('ann', 0)).toBe(true)
    const [first, second] = [hold('ann', 100), hold('ann', 100)]
    expect(await second).toBe(false)
    leaveAll()
    expect(await first).toBe(true)
  })
})
