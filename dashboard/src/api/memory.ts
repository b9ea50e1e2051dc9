/** What this browser remembers between visits, shared by its tabs. Never a token. */
export interface Memory {
  read<Value>(key: string): Value | null
  write(key: string, value: unknown): void
  forget(key: string): void
}

/** Storage can be full, closed or hold what another release wrote: then nothing is remembered, nothing breaks. */
export const browserMemory = (storage: () => Storage): Memory => ({
  read<Value>(key: string) {
    try {
      const text = storage().getItem(key)
      return text === null ? null : (JSON.parse(text) as Value)
    } catch {
      return null
    }
  },
  write(key, value) {
    try {
      storage().setItem(key, JSON.stringify(value))
    } catch {
      // The page goes on without.
    }
  },
  forget(key) {
    try {
      storage().removeItem(key)
    } catch {
      // Nothing was remembered.
    }
  },
})
