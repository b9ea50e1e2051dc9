import type { KeyValueStorage } from './keyValueStorage.ts'

/** What is kept of values in a storage that may be full, forbidden or damaged. Never rejects. */
export interface Kept {
  /** Null where there is nothing that can be read. */
  read<Value>(key: string): Promise<Value | null>
  write(key: string, value: unknown): Promise<void>
  /** Writes a text as it is, for others to read. */
  writeText(key: string, text: string): Promise<void>
  forget(key: string): Promise<void>
}

const parsed = <Value>(text: string): Value | null => {
  try {
    return JSON.parse(text) as Value
  } catch {
    return null
  }
}

/** What the storage does not take is kept by this page alone, and hides what is stored under the same name. */
export const createKept = (storage: KeyValueStorage): Kept => {
  const unstored = new Map<string, string>()
  const forget = async (key: string): Promise<void> => {
    unstored.delete(key)
    try {
      await storage.removeItem(key)
    } catch {
      // It cannot be used, so nothing of this page is in it.
    }
  }
  const writeText = async (key: string, text: string): Promise<void> => {
    try {
      // Called before the first await, so that a page that is left at once has stored it.
      await storage.setItem(key, text)
      unstored.delete(key)
    } catch {
      // Whoever reads the storage must not find the older value in its place.
      await forget(key)
      unstored.set(key, text)
    }
  }
  return {
    async read<Value>(key: string) {
      const held = unstored.get(key)
      try {
        const text = held ?? (await storage.getItem(key))
        return typeof text === 'string' ? parsed<Value>(text) : null
      } catch {
        return null
      }
    },
    write: (key, value) => writeText(key, JSON.stringify(value)),
    writeText,
    forget,
  }
}
