import type { Clock, Randomness } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client } from '#services/ports/identity.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { Proven } from '../signIn/proven.ts'
import type { CompletionOrigin, WantedSession } from '../signIn/wantedSession.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { Choices, CountEndings } from './choices.ts'
import { limitReached } from './limitReached.ts'
import { limitsOfSignIn } from './limitsOfSignIn.ts'
import { keptForStartMs } from './lookAtSessions.ts'
import type { SlotTaken, takeSlot } from './takeSlot.ts'

export interface MakingRoom {
  clock: Clock
  random: Pick<Randomness, 'id'>
  takeSlot: ReturnType<typeof takeSlot>
  refreshTokens: Pick<RefreshTokens, 'authenticate'>
  commands: Pick<SessionCommands, 'revoke' | 'logOut'>
  choices: Choices
  countEndings: CountEndings
}

/** Room for one session. */
export interface Room {
  /** The session that may start. */
  sessionId: string
  /** @throws CodedError busy when it was taken too long ago to be kept */
  requireKept(): void
}

const silent = { reason: null, message: null, ticket: null, operationId: null }

/**
 * Makes room for one more session of a person, where the tenant's rules limit them. Null: they do not. Sessions that give way have
 * ended when it answers.
 * @throws CodedError session-limit, busy, store-unavailable
 */
export const makeRoom = (making: MakingRoom) => {
  const { clock, random, refreshTokens, commands, choices, countEndings } = making

  /** Sessions of the same browser, which end with this sign-in anyway. */
  const replacedBy = async ({ inPlaceOf }: WantedSession, client: Client): Promise<string[]> => {
    if (client.transport !== 'cookie') return []
    const held = await Promise.all(inPlaceOf.map((token) => refreshTokens.authenticate(token)))
    return held.flatMap((token) => (token === null ? [] : [token.sessionId]))
  }

  const choiceOf = (proven: Proven, wanted: WantedSession, { actor, context }: CompletionOrigin): string | null => {
    // An application signs its people in itself: it ends sessions by its own key.
    if (actor !== undefined) return null
    const { tenant, person, proofs } = proven
    const { client, remember, transport, lifetime } = wanted
    const { id, name, details } = context.device ?? { id: null, name: null, details: null }
    return choices.seal({
      tenantId: tenant.tenantId,
      userId: person.userId,
      secretId: person.secretId,
      sessionId: random.id(),
      endings: countEndings(tenant.tenantId, person.userId),
      proofs: [...proofs],
      wanted: { client, remember, transport, lifetime },
      device: { ...details, id: id ?? undefined, name: name ?? undefined },
    })
  }

  return async (
    proven: Proven,
    wanted: WantedSession,
    { client, origin }: { client: Client; origin: CompletionOrigin },
  ): Promise<Room | null> => {
    const { tenant, person } = proven
    const { tenantId } = tenant
    const { userId } = person
    const limits = limitsOfSignIn(tenant, person, { client, origin })
    if (limits.limits.length === 0) return null
    const { correlationId } = origin
    const context = { ...origin.context, clientId: client.clientId }
    const byPerson = {
      tenantId,
      actor: origin.actor ?? ({ kind: 'user', id: userId } as const),
      correlationId,
      context,
    }
    const byPolicy = { ...byPerson, actor: { kind: 'policy', id: 'session-limit' } as const }
    const sessionId = wanted.chosen?.sessionId ?? wanted.sessionId ?? random.id()
    const replaced = await replacedBy(wanted, client)
    const chosen = wanted.chosen?.end ?? []
    const takenAt = clock.now()
    const taken: SlotTaken = await making.takeSlot(
      {
        ...limits,
        userId,
        sessionId,
        clientId: client.clientId,
        deviceType: context.device?.type ?? 'unknown',
        givingWay: [...replaced, ...chosen],
      },
      byPerson,
    )
    if ('full' in taken) throw limitReached(taken.full, taken.looked.live, choiceOf(proven, wanted, origin))
    await Promise.all(
      taken.displaced.map((id) =>
        replaced.includes(id)
          ? commands.logOut(id, { by: 'replaced' }, byPerson)
          : commands.revoke(id, { cause: 'limit', ...silent }, chosen.includes(id) ? byPerson : byPolicy),
      ),
    )
    return {
      sessionId,
      requireKept() {
        if (clock.now() - takenAt > keptForStartMs / 2)
          throw new CodedError('busy', { detail: 'Signing in took too long. Try again.', retryAfterSeconds: 1 })
      },
    }
  }
}
export type MakeRoom = ReturnType<typeof makeRoom>
