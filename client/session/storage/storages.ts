import type { KeyValueStorage } from './keyValueStorage.ts'

/** Keeps everything until the page or process ends. */
export const memoryStorage = (): KeyValueStorage => {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

type WebStorage = Pick<KeyValueStorage, 'getItem' | 'setItem' | 'removeItem'>

/** Asks for the storage each time, because a browser that forbids it already throws when it is named. */
const webStorage = (name: 'localStorage' | 'sessionStorage', isShared: boolean): KeyValueStorage => {
  const storage = () => (globalThis as unknown as Record<typeof name, WebStorage>)[name]
  return {
    getItem: (key) => storage().getItem(key),
    setItem: (key, value) => storage().setItem(key, value),
    removeItem: (key) => storage().removeItem(key),
    isShared,
  }
}

/** Kept over restarts of the browser, the same in all its tabs. With bearer tokens: whatever script runs on the page can read them. */
export const browserStorage = (): KeyValueStorage => webStorage('localStorage', true)

/** Kept over reloads of one tab. Each tab signs in for itself. */
export const tabStorage = (): KeyValueStorage => webStorage('sessionStorage', false)
