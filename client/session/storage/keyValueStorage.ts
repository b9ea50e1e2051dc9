/**
 * What the client keeps things in. `localStorage`, `sessionStorage` and React Native's AsyncStorage fit as they are; three lines fit
 * SharedPreferences, a keychain or a file.
 */
export interface KeyValueStorage {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
  /** All tabs of the browser see the same. Known of `localStorage`; otherwise false unless it says so. */
  readonly isShared?: boolean
}

/** The names under which things are stored. */
export interface StorageKeys {
  /** The session: with bearer tokens the tokens, with cookies only whose it is. */
  session: string
  /** The access token alone, bare, for code that reads it from there. Not stored unless named; bearer tokens only. */
  accessToken: string
  /** Names a refresh that has not been answered, so that its repeat is not taken for a thief's. */
  attempt: string
  /** Left by a sign-out until the next sign-in. */
  signedOut: string
  /** When somebody last used the application. */
  lastUse: string
  /** The device's id, shared by all applications that share the storage. */
  deviceId: string
}
