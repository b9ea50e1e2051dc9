import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { systemTenantId } from '#events/streams.ts'
import { isHeldForHours } from '#events/user/hold.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { uuidAt, uuidBytes } from '#services/ambient/uuid.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import type { OneTimeLink, Standing, Tenant } from '#services/ports/identity.ts'
import { deadLink, type NewLink } from './decideInvite.ts'
import { hasKeeper, isKeeper } from '#services/tenants/keepers.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'
import type { TenantMemory } from '#services/tenants/tenantMemory.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

/** Makes and reads the tokens of links by which a person chooses a password or confirms an address. */
export interface LinkWork {
  ambient: Ambient
  secrets: Secrets
  memory: Pick<TenantMemory, 'tenants' | 'users'>
  /** Under the master key: makes the secret of a link from its id. */
  linkKey: KeyObject
}

interface Of {
  tenantId: string
  userId: string
}

export interface DrawnLink {
  link: NewLink
  /** Shown once, to whoever hands it over. */
  token: string
}

/** A link that is good now, and whose it is. */
export interface FoundLink extends Of {
  tenant: Tenant
  user: NonNullable<UserState['user']>
  secretId: string
}

/** Layout: tenant 16 bytes, person 16, secret 32; 86 characters. Only the secret proves anything. */
const secretAt = 32
const length = 64
const hourMs = 3_600_000

/** The token stands behind the #, so that no server logs it. `publicUrl`: without a slash at its end. */
export const linkAddress = (
  publicUrl: string,
  page: 'invite' | 'reset' | 'confirm-email' | 'notice',
  token: string,
): string => `${publicUrl}/${page}#${token}`

const digestOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest()

const secretOf = (linkKey: KeyObject, { tenantId, userId, secretId }: Of & { secretId: string }): Buffer =>
  createHmac('sha256', linkKey)
    .update(JSON.stringify([tenantId, userId, secretId]))
    .digest()

/**
 * The token of a link that was drawn. Its secret is made of the link's id and a key that is in no database, so that a mail can
 * be written when it is sent, and sent again, and nothing that is stored lets anybody in (docs/decisions/0062).
 */
export const tokenOfLink = (linkKey: KeyObject, link: Of & { secretId: string }): string =>
  Buffer.concat([uuidBytes(link.tenantId), uuidBytes(link.userId), secretOf(linkKey, link)]).toString('base64url')

/** Stores the hash of a new secret. The caller names it in an event afterwards. */
export const drawLink = async (
  { ambient: { clock, random }, secrets, linkKey }: Pick<LinkWork, 'ambient' | 'secrets' | 'linkKey'>,
  { tenantId, userId }: Of,
  hours: number,
): Promise<DrawnLink> => {
  const secretId = random.id()
  const link = { tenantId, userId, secretId }
  const value = digestOf(secretOf(linkKey, link)).toString('hex')
  await secrets.put({ tenantId, id: secretId, userId, kind: 'link', value })
  const expiresAt = instant({ now: () => clock.now() + hours * hourMs })
  return { link: { secretId, expiresAt }, token: tokenOfLink(linkKey, link) }
}

const parse = (token: string): (Of & { secret: Buffer }) | null => {
  const bytes = decodeBase64url(token)
  if (bytes?.length !== length) return null
  return { tenantId: uuidAt(bytes, 0), userId: uuidAt(bytes, 16), secret: bytes.subarray(secretAt) }
}

const isHash = (stored: string | null, secret: Buffer): boolean =>
  stored !== null && timingSafeEqual(Buffer.from(stored, 'hex'), digestOf(secret))

/**
 * An admin who was disabled or held since, or is none any more, could come back in by a link made before. An operator's link is for a
 * tenant's first admin.
 */
const mayStillMakeLinks = async (work: LinkWork, tenantId: string, { by }: OneTimeLink): Promise<boolean> => {
  if (by.kind !== 'admin' || (await isKeeper(work, tenantId, by.id))) return true
  return (await isKeeper(work, systemTenantId, by.id)) && !(await hasKeeper(work, tenantId))
}

type Known = FoundLink['user']
interface Held<Link> extends Omit<FoundLink, 'secretId'> {
  link: Link
}

/** Null: the token is not that of the person's link, or the link is not good any more. */
const heldLink = async <Link extends NewLink>(
  work: LinkWork,
  token: string,
  linkOf: (user: Known) => Link | null,
): Promise<Held<Link> | null> => {
  const parsed = parse(token)
  if (parsed === null) return null
  const { tenantId, userId, secret } = parsed
  const [{ tenant }, { user }] = await Promise.all([
    work.memory.tenants.readOn(tenantId, '').then(({ state }) => state),
    work.memory.users.readOn(tenantId, userId).then(({ state }) => state),
  ])
  if (tenant === null || tenant.suspension !== null || user === null) return null
  const link = linkOf(user)
  const at = instant(work.ambient.clock)
  if (link === null || link.expiresAt <= at || isHeldForHours(user, at)) return null
  if (!isHash(await work.secrets.value({ tenantId, kind: 'link', id: link.secretId }), secret)) return null
  return { tenantId, userId, tenant, user, link }
}

/** Null: the link is not good, for whatever reason. */
export const findLink = async (work: LinkWork, token: string, standing: Standing): Promise<FoundLink | null> => {
  const held = await heldLink(work, token, (user) => (user.standing === standing ? user.link : null))
  if (held === null || !(await mayStillMakeLinks(work, held.tenantId, held.link))) return null
  const { link, ...found } = held
  return { ...found, secretId: link.secretId }
}

/** A link by which a person confirms a new address. Null: it is not good. */
export const findEmailChange = async (
  work: LinkWork,
  token: string,
): Promise<(FoundLink & { email: string }) | null> => {
  const held = await heldLink(work, token, ({ standing, disabled, emailChange }) =>
    standing === 'registered' && !disabled ? emailChange : null,
  )
  if (held === null) return null
  const { link, ...found } = held
  return { ...found, secretId: link.secretId, email: link.email }
}

/** @throws CodedError invalid-credentials */
export const requireLink = async (work: LinkWork, token: string, standing: Standing): Promise<FoundLink> => {
  const found = await findLink(work, token, standing)
  if (found === null) throw deadLink()
  return found
}
