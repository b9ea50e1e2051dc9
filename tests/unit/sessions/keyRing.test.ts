import { describe, expect, it } from 'vitest'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { publishedKeys, signingKeys } from '#services/sessions/tokens/signingKeys.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
const masterKey = Buffer.alloc(32, 5)

const world = () => {
  const ambient = testAmbient()
  const store = memoryKeyStore()
  const open = (seed = 'one') =>
    refreshKeys(store, masterKey, { clock: ambient.clock, random: testAmbient(seed).random })
  return { ambient, store, open }
}

describe('a key ring', () => {
  it('is the same for processes that start together', async () => {
    const { open } = world()
    const [one, other] = [open('one'), open('other')]
    await Promise.all([one.turn(), other.turn()])
    await Promise.all([one.turn(), other.turn()])
    expect(one.current().id).toBe(other.current().id)
    expect(one.current().material.equals(other.current().material)).toBe(true)
  })

  it('announces the next key before it is issued with, and keeps the one before', async () => {
    const { ambient, open } = world()
    const ring = open()
    await ring.turn()
    const first = ring.current()
    ambient.pass(30 * dayMs - 10 * minuteMs)
    await ring.turn()
    expect(ring.held()).toHaveLength(2)
    expect(ring.current().id).toBe(first.id)
    ambient.pass(10 * minuteMs)
    expect(ring.current().id).not.toBe(first.id)
    expect(await ring.find(first.id)).toEqual(first)
  })

  it('asks the store for a key another process made, and not again for one nobody made', async () => {
    const { ambient, store, open } = world()
    const ring = open()
    await ring.turn()
    ambient.pass(31 * dayMs)
    const other = open('other')
    await other.turn()
    const made = other.held().at(-1)!
    expect(ring.peek(made.id)).toBeUndefined()
    expect((await ring.find(made.id))?.material.equals(made.material)).toBe(true)
    const asked: number[] = []
    const list = store.list
    store.list = (purpose) => {
      asked.push(1)
      return list(purpose)
    }
    ambient.pass(5_000)
    for (let forged = 0; forged < 5; forged += 1) expect(await ring.find(`${forged}`.repeat(16))).toBeNull()
    expect(asked).toHaveLength(1)
  })

  it('keeps a key for the longest absolute lifetime after its last use, and no longer', async () => {
    const { ambient, open } = world()
    const ring = open()
    await ring.turn()
    const first = ring.current().id
    ambient.pass(30 * dayMs)
    await ring.turn()
    ambient.pass(366 * dayMs)
    await ring.turn()
    expect(ring.peek(first)).toBeDefined()
    ambient.pass(dayMs)
    await ring.turn()
    expect(ring.peek(first)).toBeUndefined()
  })

  it('drops no key for a clock that is ahead of the store’s', async () => {
    const { ambient } = world()
    const startsAt = ambient.clock.now()
    const store = memoryKeyStore(() => startsAt + 40 * dayMs)
    const ring = refreshKeys(store, masterKey, ambient)
    await ring.turn()
    const first = ring.current().id
    ambient.pass(31 * dayMs)
    await ring.turn()
    ambient.pass(10 * 366 * dayMs)
    await ring.turn()
    expect(ring.peek(first)).toBeDefined()
    expect((await store.list('refresh')).map(({ id }) => id)).toContain(first)
  })

  it('opens under its own master key only', async () => {
    const { store, ambient, open } = world()
    await open().turn()
    await expect(refreshKeys(store, Buffer.alloc(32, 6), ambient).turn()).rejects.toThrow(/authenticate/)
  })
})

describe('the published keys', () => {
  it('are those of tokens that may be unexpired, and the next one', async () => {
    const ambient = testAmbient()
    const ring = signingKeys(memoryKeyStore(), masterKey, ambient)
    const ids = () => publishedKeys(ring, ambient.clock.now()).keys.map((key) => key['kid'])
    await ring.turn()
    const first = ring.current().id
    ambient.pass(30 * dayMs - 5 * minuteMs)
    await ring.turn()
    expect(ids()).toEqual([first, ring.held()[1]!.id])
    ambient.pass(dayMs + 20 * minuteMs)
    expect(ids()).toEqual([ring.held()[1]!.id])
    expect(ring.held()).toHaveLength(2)
    expect(publishedKeys(ring, ambient.clock.now()).keys[0]).not.toHaveProperty('d')
  })
})
