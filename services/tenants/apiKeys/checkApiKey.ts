import { hash, type KeyObject } from 'node:crypto'
import QuickLRU from 'quick-lru'
import { isHeld } from '#events/user/hold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { ApiKeyCaller, CheckApiKey } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Person } from '#services/ports/identity.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'
import type { TenantMemory } from '../tenantMemory.ts'
import type { ApiKey } from './apiKeyState.ts'
import { type NamedKey, readApiKey } from './apiKeyText.ts'
import { isUsable } from './decideApiKey.ts'
import type { KeyUses } from './keyUses.ts'

export interface CheckingApiKeys {
  clock: Clock
  memory: Pick<TenantMemory, 'apiKeys'>
  directory: Pick<Directory, 'tenant' | 'person'>
  secrets: Pick<Secrets, 'value'>
  uses: Pick<KeyUses, 'note'>
  tagKey: KeyObject
}

const maySignIn = (person: Person, at: string): boolean =>
  person.standing === 'registered' && !person.disabled && !person.forgotten && !isHeld(person, at)

type Owner = Pick<ApiKeyCaller, 'clientId' | 'roles'>

export const digestOfKey = (text: string): string => hash('sha256', text, 'base64url')

/** Most keys in memory whose hash was compared; by the hash, so that a reader of this memory finds no key. */
const mostProven = 10_000

/** `named`: what an authentic text says. A made-up text says nothing, and no log repeats it. */
const refused = (named: NamedKey | null) =>
  new CodedError('not-signed-in', {
    detail: 'This API key is unknown, revoked or expired. Ask whoever made it.',
    ...(named === null ? {} : { refusedKey: named }),
  })

export const apiKeyStanding = ({
  clock,
  memory,
  directory,
}: Pick<CheckingApiKeys, 'clock' | 'memory' | 'directory'>) => {
  /** Reads the stream to its end before it says no, because another process may have made the key a moment ago. */
  const find = async ({ tenantId, keyId }: NamedKey): Promise<ApiKey | undefined> =>
    (await memory.apiKeys.read(tenantId, '')).state.get(keyId) ??
    (await memory.apiKeys.readOn(tenantId, '')).state.get(keyId)

  /** Null: the application was removed, or the person may not sign in. */
  const ownerOf = async (tenantId: string, { owner }: ApiKey): Promise<Owner | null> => {
    const tenant = await directory.tenant(tenantId)
    if (tenant === null || tenant.suspension !== null) return null
    if (owner.kind === 'application')
      return tenant.clients.has(owner.clientId) ? { clientId: owner.clientId, roles: null } : null
    const person = await directory.person(tenantId, owner.userId)
    return person !== null && maySignIn(person, instant(clock)) ? { clientId: null, roles: person.roles } : null
  }

  /** A key that may be used now, and whose it is. Null: revoked, expired, unknown, or its owner may not use it. */
  return async (named: NamedKey): Promise<{ key: ApiKey; owner: Owner } | null> => {
    const key = await find(named)
    if (key === undefined || !isUsable(key, instant(clock))) return null
    const owner = await ownerOf(named.tenantId, key)
    return owner === null ? null : { key, owner }
  }
}

/**
 * Decides by the tenant's stream, so that a key that was revoked is refused in every process once its tail has applied
 * that. The hash never changes, so it is compared once.
 */
export const checkApiKey = ({ secrets, uses, tagKey, ...given }: CheckingApiKeys): CheckApiKey => {
  const proven = new QuickLRU<string, true>({ maxSize: mostProven / 2 })
  const standingOf = apiKeyStanding(given)

  const isProven = async (text: string, tenantId: string, { secretId }: ApiKey): Promise<boolean> => {
    const digest = digestOfKey(text)
    if (proven.has(digest)) return true
    if ((await secrets.value({ tenantId, id: secretId, kind: 'apiKey' })) !== digest) return false
    proven.set(digest, true)
    return true
  }

  return async (text) => {
    const named = readApiKey(text, tagKey)
    const standing = named === null ? null : await standingOf(named)
    if (named === null || standing === null) throw refused(named)
    const { key, owner } = standing
    if (!(await isProven(text, named.tenantId, key))) throw refused(named)
    uses.note(named.tenantId, named.keyId, given.clock.now())
    return { kind: 'apiKey', ...named, scopes: key.scopes, ...owner }
  }
}
