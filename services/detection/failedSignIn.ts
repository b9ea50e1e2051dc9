import { parseAddress } from '#events/addresses.ts'
import { blocksAround, countedAddress } from '#events/carriedAddress.ts'
import type { Position } from '#events/envelope.ts'
import type { LoginFailed } from '#events/user/events.ts'
import type { EventNamed } from './rule.ts'

/** A refused sign-in as the rules remember it. */
export interface FailedSignIn {
  tenantId: string
  position: Position
  /** ISO 8601. */
  at: string
  eventId: string
  /** Null: nobody has the name that was typed. */
  userId: string | null
  /** Whom the caller named: a digest, the same for the same name. */
  named: string
  /** An IPv4 address, or the /64 around an IPv6 address. Null: not known. */
  address: string | null
}

/**
 * Only a wrong proof is a try at one: at a password, or at a second factor by whoever has the password. Other refusals say nothing of it
 * (a limit, a quota, a suspended tenant, a block), or that it was the right one (an account that is disabled or held).
 */
const wrongProofs: ReadonlySet<LoginFailed['data']['cause']> = new Set([
  'unknown-user',
  'wrong-password',
  'wrong-second-factor',
])

/** What counts as one address: whoever has one IPv6 address usually has the whole /64 around it. */
export const countedAs = (ip: string | null | undefined): string | null => {
  const address = ip === null || ip === undefined ? null : parseAddress(ip)
  return address === null ? null : blocksAround(countedAddress(address))[0]!
}

/** Null: the refusal says nothing of the proof, or names neither a person nor an address that a rule could look at. */
export const failedSignIn = (event: EventNamed<'LoginFailed'>): FailedSignIn | null => {
  const { tenantId, position, at, id: eventId, stream, context, data } = event
  const address = countedAs(context?.ip)
  if (!wrongProofs.has(data.cause) || (data.userId === null && address === null)) return null
  const named = stream.slice(stream.indexOf('+') + 1)
  return { tenantId, position, at, eventId, userId: data.userId, named, address }
}
