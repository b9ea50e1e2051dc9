/** What this browser remembers between visits, shared by its tabs. It never holds a token. */
export interface Memory {
  read<Value>(key: string): Value | null
  write(key: string, value: unknown): void
  forget(key: string): void
}

/** Keeps values in the browser's storage. Storage may be full or forbidden: the value is then kept by this page alone. */
export const browserMemory = (storage: () => Storage): Memory => {
  const unstored = new Map<string, string>()
  const read = (key: string): string | null => {
    try {
      return storage().getItem(key) ?? unstored.get(key) ?? null
    } catch {
      return unstored.get(key) ?? null
    }
  }
  return {
    read<Value>(key: string) {
      const text = read(key)
      try {
        return text === null ? null : (JSON.parse(text) as Value)
      } catch {
        return null
      }
    },
    write(key, value) {
      const text = JSON.stringify(value)
      try {
        storage().setItem(key, text)
        unstored.delete(key)
      } catch {
        unstored.set(key, text)
      }
    },
    forget(key) {
      unstored.delete(key)
      try {
        storage().removeItem(key)
      } catch {
        // The storage cannot be used, so the value was never in it.
      }
    },
  }
}
