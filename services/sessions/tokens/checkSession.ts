import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { SignedInCaller, CheckSession } from '#services/http/caller.ts'
import type { AccessMemory, KnownToken } from './accessMemory.ts'
import type { AccessTokens } from './accessToken.ts'
import type { DescribeEnding, EndingFromStreams } from '../endings/endingOf.ts'
import type { ReadMoves } from '../endings/moveHistory.ts'
import { endingAmong, type Ending, type Move } from '../endings/moves.ts'
import type { Moves, RevocationIndex } from '../endings/revocationIndex.ts'

export interface Checking {
  clock: Clock
  tail: Pick<LogTail, 'isFresh'>
  index: RevocationIndex
  /** False until the tail has applied the head seen at start. */
  isReady: () => boolean
  accessTokens: Pick<AccessTokens, 'verify'>
  memory: AccessMemory
  readMoves: ReadMoves
  endingFromStreams: EndingFromStreams
  describe: DescribeEnding
  /** Called when an authentic access token of an ended session is presented. */
  onEndedUse: (caller: SignedInCaller) => void
}

/** The moves since the token was issued or last judged. Null: some of them are too old to be in memory. */
const unseen = ({ count, recent }: Moves, seen: number): readonly Move[] | null => {
  const missing = Math.max(0, count - seen)
  return missing > recent.length ? null : recent.slice(recent.length - missing)
}

/**
 * True if the roles or the one-time password changed. The session goes on, but this token's claims are no longer true.
 */
const isOutdated = ({ mustChangePassword }: SignedInCaller, moves: readonly Move[]): boolean =>
  moves.some(({ ending }) => ending === null || (mustChangePassword && ending.cause === 'credential'))

/**
 * A token knows every move before its session's start. So an unknown move came after the start, and 0 can stand for it.
 */
const fromTheStart = ({ sessionId, clientId }: SignedInCaller) => ({ sessionId, clientId, startedPosition: 0 })

export const checkSession = (checking: Checking): CheckSession => {
  const { clock, tail, index, isReady, accessTokens, memory, readMoves, endingFromStreams } = checking

  const refuse = async (caller: SignedInCaller, ending: Ending): Promise<never> => {
    checking.onEndedUse(caller)
    throw await checking.describe(caller, ending)
  }

  const judgeMoves = (known: KnownToken, moves: readonly Move[], [tenantCount, userCount]: [number, number]) => {
    const { caller } = known
    const ending = endingAmong(moves, fromTheStart(caller))
    if (ending !== null) return refuse(caller, ending)
    if (isOutdated(caller, moves)) throw new CodedError('token-outdated')
    // These moves spare the session, so they need not be judged again.
    Object.assign(known, { tenantCount, userCount })
    return caller
  }

  const judgeFromStreams = async (known: KnownToken): Promise<SignedInCaller> => {
    const { tenant, user } = await readMoves(known.caller.tenantId, known.caller.userId)
    const moves = [...tenant.slice(known.tenantCount), ...user.slice(known.userCount)]
    return judgeMoves(known, moves, [tenant.length, user.length])
  }

  const judgeGenerations = (known: KnownToken): SignedInCaller | Promise<SignedInCaller> => {
    const tenant = index.tenantMoves(known.caller.tenantId)
    const user = index.userMoves(known.caller.userId)
    if (known.tenantCount >= tenant.count && known.userCount >= user.count) return known.caller
    const ofTenant = unseen(tenant, known.tenantCount)
    const ofUser = unseen(user, known.userCount)
    if (ofTenant === null || ofUser === null) return fromStreams(() => judgeFromStreams(known))
    return judgeMoves(
      known,
      [...ofTenant, ...ofUser],
      [Math.max(tenant.count, known.tenantCount), Math.max(user.count, known.userCount)],
    )
  }

  /** The tail is not fresh and may not have brought an ending yet, so the streams decide. */
  const judgeUnheard = async (known: KnownToken): Promise<SignedInCaller> => {
    const ending = await endingFromStreams(known.caller)
    return ending === null ? judgeFromStreams(known) : refuse(known.caller, ending)
  }

  const judge = (known: KnownToken): SignedInCaller | Promise<SignedInCaller> => {
    const { caller } = known
    if (caller.accessExpiresAt <= clock.now()) throw new CodedError('not-signed-in')
    const ending = index.endingOf(caller.sessionId)
    if (ending !== undefined) return refuse(caller, ending)
    return tail.isFresh() ? judgeGenerations(known) : fromStreams(() => judgeUnheard(known))
  }

  const meet = async (token: string): Promise<SignedInCaller> => {
    const claims = await accessTokens.verify(token)
    if (claims === null) throw new CodedError('not-signed-in')
    return judge(memory.learn(token, claims))
  }

  return (token) => {
    if (!isReady()) throw new CodedError('not-ready')
    const known = memory.recall(token)
    return known === undefined ? meet(token) : judge(known)
  }
}

/** If the streams cannot be read, refuses with revocation-unknown. A session is never accepted by a guess. */
const fromStreams = async <Answer>(read: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof CodedError && error.code === 'store-unavailable')
      throw new CodedError('revocation-unknown', { cause: error, retryAfterSeconds: 1 })
    throw error
  }
}
