import type { Position } from '#events/envelope.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { CheckSession, RefusalAt } from '#services/http/caller.ts'
import type { Route } from '#services/http/route.ts'
import type { InvalidateSessions, ReadSession, RevokeSession } from '#services/ports/identity.ts'
import { currentSessionRoutes } from './signIn/currentSessionRoutes.ts'
import { startDrain } from './endings/drain.ts'
import { findTenant } from './signIn/findTenant.ts'
import { jwksRoute } from './tokens/jwksRoute.ts'
import { moveOf } from './endings/moves.ts'
import { ownSessionRoutes } from './endings/ownSessionRoutes.ts'
import { recogniseRefresh, type RefreshingSession } from './signIn/refreshingSession.ts'
import { refusalAt } from './endings/endingOf.ts'
import { revokeOneSession } from './commands/revokeSession.ts'
import type { SessionNeeds } from './sessionNeeds.ts'
import { sessionParts, type SessionParts } from './sessionParts.ts'
import { signInRoutes } from './signIn/signInRoutes.ts'
import { signOutRoutes } from './endings/signOutRoutes.ts'
import type { SessionWriter } from './commands/sessionWriter.ts'
import { startSweeper } from './endings/sweeper.ts'
import { repeat } from '#services/ambient/repeat.ts'

export interface SessionService {
  checkSession: CheckSession
  refusalAt: RefusalAt
  readSession: ReadSession
  revokeSession: RevokeSession
  invalidateSessions: InvalidateSessions
  /** What writes, for whoever writes about sessions without HTTP. */
  writer: SessionWriter
  /** For the edge's refresh limit. */
  refreshingSession: RefreshingSession
  routes: Route[]
  /** Loads keys and who is ended; answers where this process's tail has to begin. Checks answer 503 not-ready until `begin`. */
  prepare(): Promise<Position>
  /** Call when the tail has applied the head seen at start. */
  begin(): void
  /**
   * Carries into each session's own stream what time and wide endings have done to it, until the signal aborts. One process
   * does it for all; a second one would do the same again, to no effect.
   */
  settleEndings(signal: AbortSignal): Promise<void>
  /** Writes what is only counted so far; stops what runs. */
  stop(): Promise<void>
  isReady(): boolean
}

const turnKeysMs = 60_000
const flushRefusalsMs = 5_000

const routesOf = (needs: SessionNeeds, parts: SessionParts): Route[] => {
  const { directory, ambient, withSaidDevice } = needs
  const { clock } = ambient
  const find = findTenant(directory)
  return [
    ...signInRoutes({ ...parts, clock, findTenant: find, withSaidDevice }),
    ...signOutRoutes({ ...parts, findTenant: find }),
    ...currentSessionRoutes({ ...parts, directory }),
    ...ownSessionRoutes(parts.own),
    jwksRoute(parts.keys.signing, clock),
  ]
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The tail wakes the drain, so an ending of many shows in every stream within moments. */
const settleEndings = async (needs: SessionNeeds, { writer }: SessionParts, signal: AbortSignal): Promise<void> => {
  const { tail, ambient, logger } = needs
  const failed = (message: string) => (error: unknown) => logger.error(message, { error })
  const drain = startDrain(writer.commands, needs.undrainedSessions, failed('drain failed'))
  const sweeper = startSweeper(writer.commands, needs.expiryCandidates, ambient, failed('sweep failed'))
  const deaf = tail.listen(effectiveTypes, (event) => {
    const ending = moveOf(event)?.ending ?? null
    if (ending !== null) drain.wake(event.position)
  })
  const keeping = needs.endedSet.keep(signal)
  await aborted(signal)
  deaf()
  await Promise.all([keeping, drain.stop(), sweeper.stop()])
}

/** What goes on by itself in every process. */
const startBackground = ({ logger }: SessionNeeds, parts: SessionParts) => {
  const stopping = new AbortController()
  const every = (restMs: number, what: string, run: () => Promise<void>): Promise<void> =>
    repeat({ restMs, run, onError: (error) => logger.error(`${what} failed`, { error }) }, stopping.signal)
  const running = [
    every(turnKeysMs, 'turning the token keys', () => turnKeys(parts)),
    every(flushRefusalsMs, 'writing refusals', () => parts.refusals.flush()),
  ]
  return async (): Promise<void> => {
    stopping.abort()
    await Promise.all(running)
  }
}

const turnKeys = async ({ keys }: SessionParts): Promise<void> => {
  await Promise.all([keys.refresh.turn(), keys.signing.turn()])
}

/** Sessions, whole: what the composition root builds once per process. */
export const sessionService = (needs: SessionNeeds): SessionService => {
  let ready = false
  let stopBackground: (() => Promise<void>) | undefined
  const parts = sessionParts(needs, () => ready)
  needs.tail.listen(parts.index.wanted, parts.index.observe)
  const flushAll = () =>
    parts.refusals.flush(true).catch((error: unknown) => needs.logger.error('writing refusals failed', { error }))
  return {
    checkSession: parts.check,
    refusalAt: refusalAt(parts.writer.sessions, parts.describe),
    readSession: parts.writer.sessions.readOn,
    revokeSession: revokeOneSession(parts.writer.commands),
    invalidateSessions: parts.invalidate,
    writer: parts.writer,
    refreshingSession: recogniseRefresh(parts.writer.refreshTokens),
    routes: routesOf(needs, parts),
    async prepare() {
      await turnKeys(parts)
      return parts.index.load(await needs.endedSet.load())
    },
    begin() {
      ready = true
      stopBackground = startBackground(needs, parts)
    },
    settleEndings: (signal) => settleEndings(needs, parts, signal),
    async stop() {
      ready = false
      await stopBackground?.()
      await flushAll()
    },
    isReady: () => ready,
  }
}
