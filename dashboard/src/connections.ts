import { inject, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type { SessionClient } from '#client/session/sessionClient.ts'
import type { Access } from './api/access.ts'
import type { Http } from './api/http.ts'
import type { Memory } from './api/memory.ts'
import type { ServerClock } from './api/serverClock.ts'
import type { Freshness } from './realtime/freshness.ts'
import type { LiveFeed } from './realtime/liveFeed.ts'
import type { MeFeed } from './realtime/meFeed.ts'
import type { Reauthentication } from './reauthentication.ts'

/** What stores and components reach the world through; made once in connect.ts. */
export interface Connections {
  /** 128 random bits, for what must be told apart from every other, such as a repeated command. */
  randomId(): string
  memory: Memory
  serverClock: ServerClock
  access: Access
  session: SessionClient
  http: Http
  reauthentication: Reauthentication
  live: LiveFeed
  me: MeFeed
  /** The freshness of the tenant's live feed for people who may watch it, else of the person's own feed. */
  freshness: Readonly<ShallowRef<Freshness>>
  /** The server's time that pages count from, in milliseconds since the epoch: while offline, when they were last true. */
  shownNow: Readonly<Ref<number>>
}

export const connectionsKey: InjectionKey<Connections> = Symbol('connections')

export const useConnections = (): Connections => {
  const connections = inject(connectionsKey)
  if (connections === undefined) throw new Error('connections are provided in main.ts')
  return connections
}
