import { z } from 'zod'
import { transports } from '#events/session/events.ts'
import { deviceInput, lifetimeInput } from '#events/wire/signInRequests.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import { type KeyPurpose, deriveKey } from '#services/keys/masterKey.ts'
import { sealedTexts } from '#services/keys/sealedTexts.ts'
import { CodedError } from '#services/ports/errors.ts'

/** What every challenge says. The page that began must be the one that goes on. */
const begun = z.object({
  id: z.string(),
  /** Of the request that began; null: it came from no page. */
  origin: z.string().nullable(),
  /** What a passkey has to sign, base64url. */
  nonce: z.string(),
  /** ISO 8601. */
  expiresAt: z.string(),
  client: z.string(),
})

/** Somebody whose password was right, and who goes on with a second factor. */
const half = begun.extend({
  tenantId: z.string(),
  userId: z.string(),
  /** As the person typed them, or as they are where nobody did: limits count by them. */
  typed: z.object({ tenant: z.string(), email: z.string() }),
  /** The password that was proved. Another one in between ends it. */
  secretId: z.string().nullable(),
  proofs: z.array(z.object({ method: z.string(), at: z.string() })),
  device: deviceInput,
})

/** The sign-in that goes on with the second factor, as it was begun with the first. */
const waiting = half.extend({
  wanted: z.object({
    remember: z.boolean().optional(),
    transport: z.enum(transports).optional(),
    lifetime: lifetimeInput.optional(),
  }),
})
export type WaitingSignIn = z.infer<typeof waiting>

/** A sign-in with a passkey alone. `tenantId` null: there is no such tenant, which nobody is told. */
const byPasskey = begun.extend({ tenantId: z.string().nullable() })
export type PasskeySignIn = z.infer<typeof byPasskey>

/** A new proof in a session that goes on. */
const stepUp = half.extend({ sessionId: z.string() })
const stepUpByPasskey = begun.extend({ tenantId: z.string(), userId: z.string(), sessionId: z.string() })

const shapes = {
  'second-factor': waiting,
  enrol: waiting,
  passkey: byPasskey,
  'step-up': stepUp,
  'step-up-passkey': stepUpByPasskey,
} as const
export type ChallengeKind = keyof typeof shapes
type ChallengeOf<Kind extends ChallengeKind> = z.infer<(typeof shapes)[Kind]>

const minutes: Record<ChallengeKind, number> = {
  'second-factor': 5,
  enrol: 15,
  passkey: 5,
  'step-up': 5,
  'step-up-passkey': 5,
}
const purpose: KeyPurpose = 'sign-in-challenges'

export interface Challenges {
  seal<Kind extends ChallengeKind>(
    kind: Kind,
    about: Omit<ChallengeOf<Kind>, 'id' | 'nonce' | 'expiresAt'>,
  ): { challenge: string; nonce: string; expiresAt: string }
  /** Null: forged, of another kind, or too old. */
  look<Kind extends ChallengeKind>(kind: Kind, challenge: string): ChallengeOf<Kind> | null
  /** @throws CodedError challenge-ended: forged, of another kind, too old, or begun by another page */
  open<Kind extends ChallengeKind>(
    kind: Kind,
    challenge: string,
    page: { origin: string | undefined },
  ): ChallengeOf<Kind>
}

export const challengeEnded = (): CodedError => new CodedError('challenge-ended')

/**
 * A sign-in that waits is kept by its client, sealed. That it goes on once is decided on the person's stream: docs/decisions/0110.
 */
export const challenges = (masterKey: Buffer, { clock, random }: Ambient): Challenges => {
  const texts = sealedTexts(deriveKey(masterKey, purpose))
  const look: Challenges['look'] = (kind, challenge) => {
    const text = texts.open(challenge, [purpose, kind])
    if (text === null) return null
    const known = shapes[kind].parse(JSON.parse(text)) as ChallengeOf<typeof kind>
    return known.expiresAt > instant(clock) ? known : null
  }
  return {
    seal: (kind, about) => {
      const expiresAt = instant({ now: () => clock.now() + minutes[kind] * 60_000 })
      const nonce = random.bytes(32).toString('base64url')
      const challenge = texts.seal(JSON.stringify({ ...about, id: random.id(), nonce, expiresAt }), [purpose, kind])
      return { challenge, nonce, expiresAt }
    },
    look,
    open: (kind, challenge, { origin }) => {
      const known = look(kind, challenge)
      if (known === null || known.origin !== (origin ?? null)) throw challengeEnded()
      return known
    },
  }
}
