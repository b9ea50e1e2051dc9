import type { Ambient } from '#services/ambient/clock.ts'
import type { KeyStore, StoredKey, TokenKeyPurpose } from './keyStore.ts'

export interface HeldKey<Material> {
  id: string
  /** Milliseconds since the epoch. */
  activeFrom: number
  material: Material
}

/**
 * The token keys that this process knows, newest last. It asks the store only in `turn`, and in `find` for an unknown
 * key.
 */
export interface KeyRing<Material> {
  /** The key that issues tokens now. */
  current(): HeldKey<Material>
  /** The key with this id. Null: it was never made, or was dropped long ago. */
  find(id: string): Promise<HeldKey<Material> | null>
  /** The key with this id if this process knows it. Does not ask the store. */
  peek(id: string): HeldKey<Material> | undefined
  held(): readonly HeldKey<Material>[]
  /** Loads keys of other processes, makes the next key when it is due, and drops keys that nothing can need. */
  turn(): Promise<void>
}

export interface KeyRingNeeds<Material> {
  purpose: TokenKeyPurpose
  store: KeyStore
  ambient: Ambient
  /** A fresh key, sealed for the store. */
  make: (id: string) => Buffer
  open: (key: StoredKey) => Material
  /** Milliseconds for which a key issues tokens. */
  issueMs: number
  /**
   * Milliseconds that a key is kept after its successor took over. At least the longest life of a token that it
   * authenticates.
   */
  keepMs: number
}

/**
 * Time between making a key and its first use, so that every process and every cache of published keys knows it by
 * then.
 */
const announceMs = 10 * 60_000
/** Least time between two questions to the store, because forged tokens that name unknown keys must not flood it. */
const askAgainMs = 1_000

const newestActive = <Material>(keys: readonly HeldKey<Material>[], now: number): HeldKey<Material> => {
  const key = keys.findLast(({ activeFrom }) => activeFrom <= now) ?? keys[0]
  if (key === undefined) throw new Error('A key ring is used before it was turned for the first time')
  return key
}

/**
 * The next key if it is due, else null. The very first key issues at once; later ones only after they were announced.
 */
const successor = <Material>(needs: KeyRingNeeds<Material>, keys: readonly StoredKey[]): StoredKey | null => {
  const { ambient, issueMs, make } = needs
  const last = keys.at(-1)
  const now = ambient.clock.now()
  if (last !== undefined && now < Date.parse(last.activeFrom) + issueMs - announceMs) return null
  const id = ambient.random.bytes(8).toString('hex')
  return { id, sealed: make(id), activeFrom: new Date(last === undefined ? now : now + announceMs).toISOString() }
}

const outlived = (keys: readonly StoredKey[], keepMs: number, now: number): string[] =>
  keys
    .filter((_, place) => {
      const next = keys[place + 1]
      return next !== undefined && Date.parse(next.activeFrom) + keepMs < now
    })
    .map(({ id }) => id)

/** Call `turn` once before use and every minute after. */
export const keyRing = <Material>(needs: KeyRingNeeds<Material>): KeyRing<Material> => {
  const { purpose, store, ambient, open, keepMs } = needs
  let keys = new Map<string, HeldKey<Material>>()
  let oldestFirst: readonly HeldKey<Material>[] = []
  let askedAt = Number.NEGATIVE_INFINITY
  const hold = (stored: readonly StoredKey[]): void => {
    const held = (key: StoredKey): HeldKey<Material> =>
      keys.get(key.id) ?? { id: key.id, activeFrom: Date.parse(key.activeFrom), material: open(key) }
    oldestFirst = stored.map(held)
    keys = new Map(oldestFirst.map((key) => [key.id, key]))
  }
  const askStore = async (): Promise<void> => {
    const now = ambient.clock.now()
    if (now - askedAt < askAgainMs) return
    askedAt = now
    hold(await store.list(purpose))
  }
  /** By this clock and the store's: a process whose clock is wrong must not drop keys that others need. */
  const outlivedByBoth = async (stored: readonly StoredKey[]): Promise<string[]> => {
    const now = ambient.clock.now()
    if (outlived(stored, keepMs, now).length === 0) return []
    return outlived(stored, keepMs, Math.min(now, await store.now()))
  }
  return {
    current: () => newestActive(oldestFirst, ambient.clock.now()),
    async find(id) {
      if (!keys.has(id)) await askStore()
      return keys.get(id) ?? null
    },
    peek: (id) => keys.get(id),
    held: () => oldestFirst,
    async turn() {
      let stored = await store.list(purpose)
      if (successor(needs, stored) !== null) stored = await store.extend(purpose, (keys) => successor(needs, keys))
      const dropped = await outlivedByBoth(stored)
      if (dropped.length > 0) await store.drop(purpose, dropped)
      hold(stored.filter(({ id }) => !dropped.includes(id)))
    },
  }
}
