import { z } from 'zod'
import { instant } from '#services/ambient/clock.ts'
import type { Person } from '#services/ports/identity.ts'
import { CodedError } from '#services/ports/errors.ts'
import { refused } from '#services/tenants/passwords/requirePassword.ts'
import { registered } from '#services/tenants/registered.ts'
import type { FactorWork, OfPerson } from './factorWork.ts'

const begunShape = z.discriminatedUnion('method', [
  z.object({ method: z.literal('totp'), secretId: z.string(), expiresAt: z.string() }),
  z.object({ method: z.literal('webauthn'), nonce: z.string(), expiresAt: z.string() }),
])
type Begun = z.infer<typeof begunShape>

/** As long as the session of somebody who enrols while signing in. */
const minutes = 15

const placeOf = ({ tenantId, userId }: OfPerson) => ['enrolment', tenantId, userId]

type Beginning = { method: 'totp'; secretId: string } | { method: 'webauthn'; nonce: string }

/** What the client hands back, sealed for this person. */
export const sealEnrolment = (
  { ambient: { clock }, enrolments }: FactorWork,
  of: OfPerson,
  begun: Beginning,
): { enrolment: string; expiresAt: string } => {
  const expiresAt = instant({ now: () => clock.now() + minutes * 60_000 })
  return { enrolment: enrolments.seal(JSON.stringify({ ...begun, expiresAt }), placeOf(of)), expiresAt }
}

/** @throws CodedError invalid-request */
export const openEnrolment = <Method extends Begun['method']>(
  { ambient, enrolments }: FactorWork,
  of: OfPerson,
  { enrolment, method }: { enrolment: string; method: Method },
): Extract<Begun, { method: Method }> => {
  const text = enrolments.open(enrolment, placeOf(of))
  const begun = text === null ? null : begunShape.parse(JSON.parse(text))
  if (begun?.method !== method || begun.expiresAt <= instant(ambient.clock))
    throw refused('body.enrolment', 'enrolment-ended', 'This took too long, or was begun elsewhere. Begin again.')
  return begun as Extract<Begun, { method: Method }>
}

/** Who adds a factor, and to which tenant. @throws CodedError not-found */
export const enrollee = async (
  { memory }: FactorWork,
  { tenantId, userId }: OfPerson,
): Promise<{ tenantName: string; slug: string; person: Pick<Person, 'email' | 'name'> }> => {
  const [{ state: tenant }, { state }] = await Promise.all([
    memory.tenants.readOn(tenantId, ''),
    memory.users.readOn(tenantId, userId),
  ])
  if (state.user === null) throw new CodedError('not-found')
  const { name, slug } = registered(tenant)
  return { tenantName: name, slug, person: state.user }
}
