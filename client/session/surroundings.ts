import { authCalls } from './authCalls.ts'
import { createServerClock, machineClock, stoppable } from './clock.ts'
import { deviceIdOf } from './device/deviceId.ts'
import { plainFacts } from './device/plainFacts.ts'
import { createHttp } from './http.ts'
import type { Platform } from './platform.ts'
import type { SessionClientOptions } from './sessionClient.ts'
import { createKept } from './storage/kept.ts'
import { browserStorage, memoryStorage } from './storage/storages.ts'
import { browserTabs, lonelyTab } from './tabs.ts'

/** What the options leave open, and what of this machine they lead to. */
export const surroundings = (platform: Platform, options: SessionClientOptions) => {
  const { isBrowser } = platform
  const { client, transport = isBrowser ? 'cookie' : 'bearer', keys } = options
  const { clock: machine = machineClock } = options
  const clock = stoppable(machine)
  const storage = options.storage ?? (transport === 'cookie' && isBrowser ? browserStorage() : memoryStorage())
  const kept = createKept(storage)
  const name = (what: string) => `rollcall.${client}.${what}`
  const named = {
    session: name('session'),
    attempt: name('attempt'),
    signedOut: name('signedOut'),
    lastUse: name('lastUse'),
    deviceId: 'rollcall.deviceId',
    ...keys,
  }
  // Tabs with a storage each have a session each.
  const isShared =
    isBrowser && (transport === 'cookie' || storage.isShared === true || platform.isLocalStorage(storage))
  const tabs = isShared ? browserTabs({ name: named.session, kept, clock: machine, platform }) : lonelyTab()
  return {
    transport,
    clock,
    kept,
    keys: named,
    tabs,
    isShared,
    serverClock: createServerClock(clock),
    fetch: options.fetch ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request)),
  }
}
type Surroundings = ReturnType<typeof surroundings>

/** How Rollcall is called, and what is said of the device. */
export const connect = (
  options: SessionClientOptions,
  randomId: () => string,
  { kept, keys, transport, fetch }: Surroundings,
) => {
  const { baseUrl, client, tenant, clock = machineClock } = options
  // What is under way when the client is disposed of still comes to its end.
  const http = createHttp({ baseUrl, client, transport, fetch, later: clock.later })
  const device = async () => {
    const fingerprint = await options.fingerprint?.()
    return {
      id: await deviceIdOf(kept, keys.deviceId, randomId),
      ...(await (options.device ?? plainFacts)()),
      ...(fingerprint ? { fingerprint } : {}),
    }
  }
  return { http, calls: authCalls({ http, client, tenant, transport, device }) }
}
