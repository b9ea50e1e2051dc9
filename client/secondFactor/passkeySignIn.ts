import type { z } from 'zod'
import type { passkeyOptionsShape } from '#events/wire/factors.ts'
import type { Grant } from '../session/grant.ts'
import type { Credentials, SessionClient } from '../session/sessionClient.ts'
import { ask, enter } from './enter.ts'
import { PasskeyError } from './passkeyError.ts'
import type { PasskeyOptions, ShownPasskey } from './passkeyShapes.ts'
import { type HowShown, showPasskey } from './passkeys.ts'

export type PasskeyChallenge = z.infer<typeof passkeyOptionsShape>

export interface PasskeySignIn extends Pick<Credentials, 'tenant' | 'remember' | 'lifetime'> {
  challenge: string
  response: ShownPasskey
}

/** What a passkey has to sign. `options` null: this server takes no passkeys. */
export const passkeyChallenge = async (client: SessionClient, tenant?: string): Promise<PasskeyChallenge> => {
  const facts = await client.wayIn.calls.facts()
  return ask(client, '/v1/auth/passkey/options', { tenant: tenant ?? facts.tenant, client: facts.client })
}

export const enterWithPasskey = async (client: SessionClient, signIn: PasskeySignIn): Promise<Grant> =>
  enter(client, '/v1/auth/passkey', { ...(await client.wayIn.calls.facts()), ...signIn })

/** @throws PasskeyError */
export const passkeyOrForbidden = async (options: PasskeyOptions | null, how?: HowShown): Promise<ShownPasskey> => {
  if (options === null) throw new PasskeyError(new DOMException('This server takes no passkeys.', 'SecurityError'))
  return showPasskey(options, how)
}

/**
 * Signs in with a passkey alone: no e-mail, no password. `how`: as `showPasskey` takes it; what is suggested has to be asked for anew
 * after five minutes.
 * @throws PasskeyError, or ApiError `passkey-refused`, `invalid-credentials`, ...
 */
export const signInWithPasskey = async (
  client: SessionClient,
  asked: Pick<PasskeySignIn, 'tenant' | 'remember' | 'lifetime'> = {},
  how: HowShown = {},
): Promise<Grant> => {
  const { challenge, options } = await passkeyChallenge(client, asked.tenant)
  return enterWithPasskey(client, { ...asked, challenge, response: await passkeyOrForbidden(options, how) })
}
