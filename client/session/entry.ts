export type {
  Credentials,
  OwnLogPage,
  OwnLogQuery,
  SessionClient,
  SessionClientOptions,
  SessionRequestInit,
  SessionState,
  SessionWarning,
  SignedOut,
  SignOutState,
} from './sessionClient.ts'
export type { Clock, Later, ServerClock } from './clock.ts'
export type { DeviceFacts, Fingerprint } from './device/deviceFacts.ts'
export type { CurrentSession, Grant, SignedOutNotice } from './grant.ts'
export type { KeyValueStorage, StorageKeys } from './storage/keyValueStorage.ts'
export { ApiError } from './problem.ts'
export { createSessionClient } from './createSessionClient.ts'
export { browserStorage, memoryStorage, tabStorage } from './storage/storages.ts'
export { watchTouches } from './touches.ts'
