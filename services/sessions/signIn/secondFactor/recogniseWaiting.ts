import type { Challenges } from './challenge.ts'

export type WaitingSignInOf = (body: unknown) => { tenant: string; email: string; device: string | null } | null

const challengeIn = (body: unknown): string | null => {
  const challenge = typeof body === 'object' && body !== null && 'challenge' in body ? body.challenge : null
  return typeof challenge === 'string' ? challenge : null
}

/** What was typed where a sign-in, or a new proof, began that goes on with this body. Null: it holds no authentic challenge. Reads no stream. */
export const recogniseWaiting =
  ({ look }: Pick<Challenges, 'look'>): WaitingSignInOf =>
  (body) => {
    const challenge = challengeIn(body)
    const waiting =
      challenge === null
        ? null
        : (look('second-factor', challenge) ?? look('enrol', challenge) ?? look('step-up', challenge))
    return waiting === null ? null : { ...waiting.typed, device: waiting.device.id ?? null }
  }
