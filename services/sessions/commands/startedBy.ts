import type { KeyObject } from 'node:crypto'
import { type Proof, toldBy } from '#events/session/proofs.ts'
import { type SessionLifetimes, strictest } from '#events/tenant/policy/lifetimesFor.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Client, Person } from '#services/ports/identity.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import type { SessionData } from './decider.ts'

/** What a sign-in has proved, and what session it asks for. */
export interface SignedIn {
  person: Pick<Person, 'userId' | 'email' | 'name'>
  client: Pick<Client, 'clientId' | 'transport'>
  policy: Pick<SessionLifetimes, 'idleSeconds' | 'absoluteSeconds'>
  proofs: readonly Proof[]
  remembered: boolean
  /** When the person signed in, ISO 8601, where that was before the session starts here. */
  startedAt?: string | undefined
  /** Absent: a random id. */
  sessionId?: string | undefined
  /** A repeat of the request has to start the same session. */
  isRepeatable?: boolean
  /** Wished lifetimes in seconds. The policy's lifetimes are the most that is given. */
  lifetime?: { idleSeconds?: number | undefined; absoluteSeconds?: number | undefined } | undefined
}

/** The idle lifetime is never longer than the absolute one, because a session cannot outlive the absolute one. */
const lifetimeOf = ({ lifetime, policy }: SignedIn) => {
  const absoluteSeconds = strictest([policy.absoluteSeconds, lifetime?.absoluteSeconds ?? null])
  const idleSeconds = Math.min(policy.idleSeconds, lifetime?.idleSeconds ?? Infinity, absoluteSeconds ?? Infinity)
  return { absoluteSeconds, idleSeconds }
}

/** The data of a new session, with a new salt and the current key. */
export const startedBy = (
  signedIn: SignedIn,
  refreshKeys: KeyRing<KeyObject>,
  { random }: Pick<Ambient, 'random'>,
): SessionData => {
  const { person, client, proofs, remembered, startedAt, sessionId = random.id() } = signedIn
  return {
    sessionId,
    userId: person.userId,
    user: { email: person.email, name: person.name },
    clientId: client.clientId,
    transport: client.transport,
    ...toldBy(proofs),
    ...(startedAt === undefined ? {} : { startedAt }),
    remembered,
    ...lifetimeOf(signedIn),
    salt: random.bytes(16).toString('base64url'),
    keyId: refreshKeys.current().id,
  }
}
