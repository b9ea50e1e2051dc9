import { describe, expect, it } from 'vitest'
import { deviceIdOf } from '../../../dashboard/src/api/deviceId.ts'
import { browserMemory } from '../../../dashboard/src/api/memory.ts'

const ids = () => {
  let made = 0
  return () => `device-${++made}`
}
const browser = (stored = new Map<string, string>()) =>
  browserMemory(
    () =>
      ({
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
      }) as Storage,
  )

describe('the name a browser gives itself', () => {
  it('is made once and kept for every later sign-in', () => {
    const memory = browser()
    const randomId = ids()
    expect([deviceIdOf(memory, randomId), deviceIdOf(memory, randomId)]).toEqual(['device-1', 'device-1'])
  })

  it('is made anew where what is stored is no name', () => {
    const memory = browser(new Map([['rollcall.deviceId', '{"id":7}']]))
    expect(deviceIdOf(memory, ids())).toBe('device-1')
  })
})
