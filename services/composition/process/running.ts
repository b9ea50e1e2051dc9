import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Route } from '#services/http/route.ts'
import type { Realtime } from '#services/realtime/startRealtime.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import type { App } from './serveHttp.ts'
import type { OneAtATime } from './standIn.ts'

/** The parts that a process uses while it runs. */
export interface Running {
  parts: CompositionParts
  core: Core
  one: OneAtATime
  signal: AbortSignal
  /** Milliseconds this clock is ahead of the store's; null: not measured yet. */
  skewMs: () => number | null
  readiness: () => Readiness
  /** Whether clients should look for another process. */
  sendsAway: () => boolean
}

export interface Served {
  app: App
  routes: readonly Route[]
  realtime?: Realtime
  streams?: EventStreams
  stop: () => Promise<void>
}

/** The streams of events that this process serves. */
export interface EventStreams {
  counts: () => { guards: number; own: number; behind: number }
  /** Streams of people's own events, by tenant. */
  ownByTenant: () => ReadonlyMap<string, number>
  sendAway: (withinMs: number) => void
}
