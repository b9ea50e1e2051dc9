import { createHash, timingSafeEqual } from 'node:crypto'
import { systemTenantId } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { uuidAt, uuidBytes } from '#services/ambient/uuid.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import type { OneTimeLink, Standing, Tenant } from '#services/ports/identity.ts'
import { deadLink, type NewLink } from './decideInvite.ts'
import { hasKeeper, isKeeper } from './keepers.ts'
import type { Secrets } from './secrets.ts'
import type { TenantMemory } from './tenantMemory.ts'
import type { UserState } from './userState.ts'

/** Makes and reads the tokens of links by which a person chooses a first or a new password. */
export interface LinkWork {
  ambient: Ambient
  secrets: Secrets
  memory: Pick<TenantMemory, 'tenants' | 'users'>
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
export const linkAddress = (publicUrl: string, page: 'invite' | 'reset', token: string): string =>
  `${publicUrl}/${page}#${token}`

const digestOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest()

/** Stores the hash of a new secret. The caller names it in an event afterwards. */
export const drawLink = async (
  { ambient: { clock, random }, secrets }: Pick<LinkWork, 'ambient' | 'secrets'>,
  { tenantId, userId }: Of,
  hours: number,
): Promise<DrawnLink> => {
  const secret = random.bytes(length - secretAt)
  const secretId = random.id()
  await secrets.put({ tenantId, id: secretId, userId, kind: 'link', value: digestOf(secret).toString('hex') })
  const expiresAt = instant({ now: () => clock.now() + hours * hourMs })
  const token = Buffer.concat([uuidBytes(tenantId), uuidBytes(userId), secret]).toString('base64url')
  return { link: { secretId, expiresAt }, token }
}

const parse = (token: string): (Of & { secret: Buffer }) | null => {
  const bytes = decodeBase64url(token)
  if (bytes?.length !== length) return null
  return { tenantId: uuidAt(bytes, 0), userId: uuidAt(bytes, 16), secret: bytes.subarray(secretAt) }
}

const isHash = (stored: string | null, secret: Buffer): boolean =>
  stored !== null && timingSafeEqual(Buffer.from(stored, 'hex'), digestOf(secret))

/**
 * An admin who was disabled since, or is none any more, could come back in by a link made before. An operator's link is for a
 * tenant's first admin.
 */
const mayStillMakeLinks = async ({ memory }: LinkWork, tenantId: string, { by }: OneTimeLink): Promise<boolean> => {
  if (by.kind !== 'admin' || (await isKeeper(memory, tenantId, by.id))) return true
  return (await isKeeper(memory, systemTenantId, by.id)) && !(await hasKeeper(memory, tenantId))
}

/** Null: the link is not good, for whatever reason. */
export const findLink = async (work: LinkWork, token: string, standing: Standing): Promise<FoundLink | null> => {
  const parsed = parse(token)
  if (parsed === null) return null
  const { tenantId, userId, secret } = parsed
  const [{ tenant }, { user }] = await Promise.all([
    work.memory.tenants.readOn(tenantId, '').then(({ state }) => state),
    work.memory.users.readOn(tenantId, userId).then(({ state }) => state),
  ])
  const link = user?.link ?? null
  if (tenant === null || tenant.suspension !== null || user?.standing !== standing || link === null) return null
  if (link.expiresAt <= instant(work.ambient.clock)) return null
  const { secretId } = link
  if (!isHash(await work.secrets.value({ tenantId, kind: 'link', id: secretId }), secret)) return null
  return (await mayStillMakeLinks(work, tenantId, link)) ? { tenantId, userId, tenant, user, secretId } : null
}

/** @throws CodedError invalid-credentials */
export const requireLink = async (work: LinkWork, token: string, standing: Standing): Promise<FoundLink> => {
  const found = await findLink(work, token, standing)
  if (found === null) throw deadLink()
  return found
}
