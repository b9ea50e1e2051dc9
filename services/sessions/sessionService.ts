import type { Position } from '#events/envelope.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { CheckSession, RefusalAt, RequireRecentProof } from '#services/http/caller.ts'
import type { Route } from '#services/http/route.ts'
import type { TokenRules } from '#services/ports/revocations.ts'
import type { InvalidateSessions, ReadSession, RevokeSession, ShortenSession } from '#services/ports/endings.ts'
import { applicationSessionRoutes } from './applications/applicationSessionRoutes.ts'
import { sessionsOfApplicationRoutes } from './applications/sessionsOfApplicationRoutes.ts'
import { tokenRoutes } from './applications/tokenRoutes.ts'
import { currentSessionRoutes } from './signIn/currentSessionRoutes.ts'
import { startDrain } from './endings/drain.ts'
import { findTenant } from './signIn/findTenant.ts'
import { sessionImportRoutes } from './imports/sessionImportRoutes.ts'
import { jwksRoute } from './tokens/jwksRoute.ts'
import { moveOf } from './endings/moves.ts'
import { ownSessionRoutes } from './endings/ownSessionRoutes.ts'
import { reauthenticateRoutes } from './signIn/stepUp/reauthenticateRoutes.ts'
import { recentProof } from './signIn/stepUp/recentProof.ts'
import { recogniseRefresh, type RefreshingSession } from './signIn/refreshingSession.ts'
import { refusalAt } from './endings/endingOf.ts'
import { revokeOneSession } from './commands/revokeSession.ts'
import type { SessionNeeds } from './sessionNeeds.ts'
import { sessionParts, type SessionParts } from './sessionParts.ts'
import { enrolRoutes } from './signIn/secondFactor/enrolRoutes.ts'
import { passkeyRoutes } from './signIn/secondFactor/passkeyRoutes.ts'
import { secondFactorRoute } from './signIn/secondFactor/secondFactorRoutes.ts'
import { recogniseWaiting, type WaitingSignInOf } from './signIn/secondFactor/recogniseWaiting.ts'
import { signInRoutes } from './signIn/signInRoutes.ts'
import { signOutRoutes } from './endings/signOutRoutes.ts'
import type { SessionWriter } from './commands/sessionWriter.ts'
import { startSweeper } from './endings/sweeper.ts'
import { repeat } from '#services/ambient/repeat.ts'

export interface SessionService {
  checkSession: CheckSession
  requireRecentProof: RequireRecentProof
  refusalAt: RefusalAt
  readSession: ReadSession
  revokeSession: RevokeSession
  shortenSession: ShortenSession
  invalidateSessions: InvalidateSessions
  /** What guards are told of tokens. */
  tokenRules: TokenRules
  /** For callers that write session events without HTTP. */
  writer: SessionWriter
  /** The HTTP edge counts refreshes and logouts by it. */
  refreshingSession: RefreshingSession
  /** The HTTP edge counts tries of second factors by it. */
  waitingSignIn: WaitingSignInOf
  routes: Route[]
  /**
   * Loads the keys and the ended set. Answers the position after which this process's tail must begin. Until `begin`
   * every check is refused with not-ready (503).
   */
  prepare(): Promise<Position>
  /** Call it when the tail has applied the head seen at start. */
  begin(): void
  /**
   * Records expiries and user-wide and tenant-wide endings in each session's own stream, and keeps the ended set, until
   * the signal aborts. One process does it for all. A second one would do no harm, because repetitions change nothing.
   */
  settleEndings(signal: AbortSignal): Promise<void>
  /** Stops the background tasks and writes the refusals that are only counted so far. */
  stop(): Promise<void>
  isReady(): boolean
}

const turnKeysMs = 60_000
const flushRefusalsMs = 5_000

const routesOf = (needs: SessionNeeds, parts: SessionParts): Route[] => {
  const { signing, own, keys, ofApplication } = parts
  const { directory, ambient, withSaidDevice, buildContext } = needs
  const { signInByReference: byReference, signOut, reauthenticate } = signing
  const { clock } = ambient
  const find = findTenant(directory)
  return [
    ...signInRoutes({ clock, ...signing, findTenant: find, withSaidDevice }),
    secondFactorRoute({ clock, ...signing, withSaidDevice }),
    ...enrolRoutes({ clock, ...signing, factors: needs.factors, withSaidDevice }),
    ...passkeyRoutes({ clock, ...signing, withSaidDevice }),
    ...signOutRoutes({ signOut, own, findTenant: find }),
    ...currentSessionRoutes({ own, directory }),
    ...reauthenticateRoutes(reauthenticate),
    ...ownSessionRoutes(own),
    ...applicationSessionRoutes({ signInByReference: byReference, buildContext, withSaidDevice }),
    ...sessionsOfApplicationRoutes({ clock, ofApplication, buildContext }),
    ...tokenRoutes(parts.tokensOfApplication),
    ...sessionImportRoutes(parts.importSessions),
    jwksRoute(keys.signing, clock),
  ]
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Each wide ending that the tail brings wakes the drain, so it soon shows in every session's stream. */
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

/** Background tasks of every process. Answers a function that stops them. */
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

/** All of sessions. The composition root builds it once per process. */
export const sessionService = (needs: SessionNeeds): SessionService => {
  let ready = false
  let stopBackground: (() => Promise<void>) | undefined
  const parts = sessionParts(needs, () => ready)
  needs.tail.listen(parts.index.wanted, parts.index.observe)
  const { proofs } = parts
  needs.tail.listen(proofs.wanted, proofs.observe)
  const flushAll = () =>
    parts.refusals.flush(true).catch((error: unknown) => needs.logger.error('writing refusals failed', { error }))
  return {
    checkSession: parts.check,
    requireRecentProof: recentProof({
      clock: needs.ambient.clock,
      directory: needs.directory,
      factors: needs.factors,
      sessions: parts.writer.sessions,
      isPending: proofs.isPending,
    }),
    refusalAt: refusalAt(parts.writer.sessions, parts.describe),
    readSession: parts.writer.sessions.readOn,
    revokeSession: revokeOneSession(parts.writer.commands),
    shortenSession: ({ sessionId }, metadata) => parts.writer.commands.shorten(sessionId, metadata),
    invalidateSessions: parts.invalidate,
    tokenRules: {
      keptUntil: parts.index.keptUntil,
      generationOf: (tenantId, userId) =>
        (userId === null ? parts.index.tenantMoves(tenantId) : parts.index.userMoves(userId)).count,
    },
    writer: parts.writer,
    refreshingSession: recogniseRefresh(parts.writer.refreshTokens),
    waitingSignIn: recogniseWaiting(parts.signing.challenges),
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
