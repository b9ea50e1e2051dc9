import type { KeyObject } from 'node:crypto'
import { permissionNames, rolesMay, scopesMay, type Scope } from '#events/permissions.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { KeysOfPerson } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { Changed } from '../tenantCommands.ts'
import type { Origin, TenantMemory } from '../tenantMemory.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'
import { writeApiKey } from './apiKeyText.ts'
import { digestOfKey } from './checkApiKey.ts'
import { type ApiKeyIssued, issueApiKey, isUsable, revokeApiKey } from './decideApiKey.ts'

export type IssueApiKey = Omit<ApiKeyIssued, 'secretId'>

export interface ApiKeyWork {
  ambient: Ambient
  memory: Pick<TenantMemory, 'apiKeys'>
  directory: Pick<Directory, 'tenant' | 'person'>
  secrets: Pick<Secrets, 'put'>
  tagKey: KeyObject
}

const refuse = (path: string, code: string, message: string): never => {
  throw new CodedError('invalid-request', { detail: message, errors: [{ path: `body.${path}`, code, message }] })
}

/** A key of a person never may what the person may not. */
const allowScopes = (scopes: readonly Scope[], roles: Parameters<typeof rolesMay>[0]): void => {
  const isTheirs = (scope: Scope): boolean =>
    permissionNames.filter((name) => scopesMay([scope], name)).every((name) => rolesMay(roles, name))
  const others = scopes.filter((scope) => !isTheirs(scope))
  if (others.length > 0) refuse('scopes', 'scope-not-theirs', `This person’s roles do not cover ${others.join(', ')}.`)
}

const allowOwner = async (
  { directory }: Pick<ApiKeyWork, 'directory'>,
  tenantId: string,
  { owner, scopes }: IssueApiKey,
): Promise<void> => {
  if (owner.kind === 'application') {
    const tenant = await directory.tenant(tenantId)
    if (tenant?.clients.has(owner.clientId) !== true)
      refuse('applicationId', 'unknown', 'There is no such application.')
    if (owner.clientId === dashboardClientId && scopes.includes('sessions'))
      refuse('scopes', 'not-for-dashboard', 'The dashboard signs its people in itself.')
    return
  }
  const person = await directory.person(tenantId, owner.userId)
  if (person === null || person.disabled || person.forgotten)
    return refuse('userId', 'unknown', 'There is no such person, or they may not sign in.')
  allowScopes(scopes, person.roles)
}

/** The commands on a tenant's API keys. */
export const apiKeyCommands = (work: ApiKeyWork) => {
  const { ambient, memory, secrets, tagKey } = work
  return {
    /**
     * Answers the key, which nobody can be shown again: only its hash is kept. Null: an earlier try of the same request
     * has issued it.
     * @throws CodedError invalid-request
     */
    async issueApiKey(
      { tenantId, ...issued }: { tenantId: string } & IssueApiKey,
      origin: Origin,
    ): Promise<Changed & { key: string | null }> {
      await allowOwner(work, tenantId, issued)
      if ((await memory.apiKeys.readOn(tenantId, '')).state.has(issued.keyId)) return { key: null, position: 0 }
      const { keyId } = issued
      const secretId = ambient.random.id()
      const key = writeApiKey({ tenantId, keyId }, ambient.random.bytes, tagKey)
      // The secret first: an event must not name what is not there.
      await secrets.put({ tenantId, id: secretId, userId: origin.actor.id, kind: 'apiKey', value: digestOfKey(key) })
      const { position } = await memory.apiKeys.handle('', { tenantId, ...origin }, (keys, at) =>
        changes(issueApiKey({ ...issued, secretId }, keys, at)),
      )
      return { key, position }
    },
    async keysOfPerson(tenantId: string, userId: string): ReturnType<KeysOfPerson> {
      const now = instant(ambient.clock)
      const keys = [...(await memory.apiKeys.readOn(tenantId, '')).state.values()].filter((key) => isUsable(key, now))
      return {
        own: keys.filter(({ owner }) => owner.kind === 'person' && owner.userId === userId).length,
        made: keys.flatMap(({ keyId: id, name, owner, issuedBy }) =>
          owner.kind === 'application' && issuedBy === userId ? [{ id, name, clientId: owner.clientId }] : [],
        ),
      }
    },
    /** From then on every process refuses the key. @throws CodedError not-found */
    revokeApiKey: ({ tenantId, keyId }: { tenantId: string; keyId: string }, origin: Origin): Promise<Changed> =>
      memory.apiKeys.handle('', { tenantId, ...origin }, (keys) => changes(revokeApiKey(keyId, keys))),
  }
}
export type ApiKeyCommands = ReturnType<typeof apiKeyCommands>
