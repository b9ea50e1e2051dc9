import type { KeyStore, StoredKey, TokenKeyPurpose } from '#services/sessions/tokens/keyStore.ts'

/** Keys that live as long as the process. `now`: the store's clock; absent: it has none, so that only the process's counts. */
export const memoryKeyStore = (now = () => Number.POSITIVE_INFINITY): KeyStore => {
  const keys: Record<TokenKeyPurpose, StoredKey[]> = { refresh: [], signing: [] }
  return {
    list: async (purpose) => [...keys[purpose]],
    async extend(purpose, next) {
      const made = next(keys[purpose])
      if (made !== null) keys[purpose].push(made)
      return [...keys[purpose]]
    },
    async drop(purpose, ids) {
      keys[purpose] = keys[purpose].filter(({ id }) => !ids.includes(id))
    },
    now: async () => now(),
  }
}
