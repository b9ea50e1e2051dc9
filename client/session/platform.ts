import type { KeyValueStorage } from './storage/keyValueStorage.ts'

export interface Locks {
  request<Result>(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    run: (lock: unknown) => Promise<Result>,
  ): Promise<Result>
}

export interface Channel {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
}

/** What there is of a browser; phones and Node have none or little of it. */
export interface Platform {
  isBrowser: boolean
  /** Browsers give Web Locks only to pages over TLS or loopback. */
  locks: Locks | undefined
  /** Null: tabs cannot talk to each other. */
  openChannel(name: string): Channel | null
  pageOrigin: string | undefined
  isLocalStorage(storage: KeyValueStorage): boolean
  /** Calls when the machine may have slept or been offline, which stops timers. Answers how to stop. */
  watchWaking(onWake: () => void): () => void
  random(): number
  /** 128 random bits. */
  randomId(): string
}

interface Global {
  document?: unknown
  location?: { origin: string }
  localStorage?: unknown
  navigator?: { locks?: Locks }
  crypto?: { getRandomValues(bytes: Uint8Array): unknown }
  BroadcastChannel?: new (name: string) => Channel
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
}

const wakingSigns = ['online', 'pageshow', 'visibilitychange']

export const thisPlatform = (here = globalThis as unknown as Global): Platform => ({
  isBrowser: here.document !== undefined,
  locks: here.navigator?.locks,
  openChannel(name) {
    try {
      return here.BroadcastChannel === undefined ? null : new here.BroadcastChannel(name)
    } catch {
      // A browser that lets the page keep nothing lets it say nothing either.
      return null
    }
  },
  pageOrigin: here.location?.origin,
  isLocalStorage(storage) {
    try {
      return storage === here.localStorage
    } catch {
      // A browser that forbids its storage throws when it is named.
      return false
    }
  },
  watchWaking(onWake) {
    for (const sign of wakingSigns) here.addEventListener?.(sign, onWake)
    return () => {
      for (const sign of wakingSigns) here.removeEventListener?.(sign, onWake)
    }
  },
  random: () => Math.random(),
  randomId() {
    const bytes = new Uint8Array(16)
    // Some phones have no `crypto` unless it is added. Whoever guesses an `attempt` needs the refresh token as well.
    if (here.crypto === undefined) bytes.forEach((_, at) => (bytes[at] = Math.random() * 256))
    else here.crypto.getRandomValues(bytes)
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  },
})
