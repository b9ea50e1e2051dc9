import { z } from 'zod'
import { apiKeyShape, issueApiKeyBody, issuedApiKeyShape, type IssueApiKeyBody } from '#events/wire/apiKeys.ts'
import { idInput } from '#events/wire/idInput.ts'
import { itemsOf } from '#events/wire/page.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { actorOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { ApiKeyCommands, IssueApiKey } from './apiKeyCommands.ts'
import type { ApiKey, ApiKeys } from './apiKeyState.ts'
import { isUsable } from './decideApiKey.ts'
import type { KeyUses } from './keyUses.ts'

export interface ApiKeyRouteNeeds {
  ambient: Ambient
  commands: ApiKeyCommands
  /** Reads the tenant's stream to its end. */
  keysOf: (tenantId: string) => Promise<ApiKeys>
  keyUses: Pick<KeyUses, 'ofTenant'>
}

const tag = 'API keys'
type Shown = z.infer<typeof apiKeyShape>

const statusOf = (key: ApiKey, now: string): Shown['status'] => {
  if (key.revokedAt !== null) return 'revoked'
  return isUsable(key, now) ? 'usable' : 'expired'
}

const show = (key: ApiKey, now: string, lastUsedAt: string | null): Shown => {
  const { keyId: id, name, scopes, owner, issuedAt, issuedBy, expiresAt, revokedAt } = key
  const whose = {
    applicationId: owner.kind === 'application' ? owner.clientId : null,
    userId: owner.kind === 'person' ? owner.userId : null,
  }
  return {
    id,
    name,
    scopes,
    ...whose,
    status: statusOf(key, now),
    issuedAt,
    issuedBy,
    expiresAt,
    revokedAt,
    lastUsedAt,
  }
}

const list = ({ ambient, keysOf, keyUses }: ApiKeyRouteNeeds) =>
  defineRoute({
    id: 'listApiKeys',
    method: 'get',
    path: '/v1/api-keys',
    tag,
    summary: 'The API keys of this tenant, also those that are no longer good, newest first',
    access: 'manage-keys',
    limit: 'read',
    answers: { 200: { description: 'All of them, without what proves them', schema: itemsOf(apiKeyShape) } },
    errors: [],
    async handle({ caller: { tenantId } }) {
      const [keys, uses] = await Promise.all([keysOf(tenantId), keyUses.ofTenant(tenantId)])
      const now = instant(ambient.clock)
      const items = [...keys.values()].map((key) => show(key, now, uses.get(key.keyId) ?? null))
      return { status: 200, body: { items: items.toReversed() } }
    },
  })

/** @throws CodedError invalid-request */
const orderOf = (keyId: string, body: IssueApiKeyBody, now: number): IssueApiKey => {
  const { name, scopes, applicationId, userId = '', expiresAt } = body
  if (expiresAt !== null && Date.parse(expiresAt) <= now)
    throw new CodedError('invalid-request', {
      detail: 'The key would have expired already.',
      errors: [{ path: 'body.expiresAt', code: 'past', message: 'The key would have expired already.' }],
    })
  return {
    keyId,
    name,
    scopes: [...new Set(scopes)],
    owner: applicationId === undefined ? { kind: 'person', userId } : { kind: 'application', clientId: applicationId },
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}

const issue = ({ ambient, commands, keysOf }: ApiKeyRouteNeeds) =>
  defineRoute({
    id: 'issueApiKey',
    method: 'post',
    path: '/v1/api-keys',
    tag,
    summary: 'Make an API key for an application or a person; it is shown this once',
    access: 'manage-keys',
    limit: 'command',
    reauthenticate: true,
    decidedByTime: true,
    idempotent: true,
    body: issueApiKeyBody,
    answers: { 201: { description: 'Made. `key` goes into the header Rollcall-Key', schema: issuedApiKeyShape } },
    errors: ['idempotency-mismatch'],
    async handle({ caller, body, claim, context, correlationId }) {
      const { tenantId } = caller
      const { clock, random } = ambient
      const keyId = (claim?.eventIds ?? random.id)()
      const origin = { actor: actorOf(caller, 'administration'), correlationId, context }
      const { key, position } = await commands.issueApiKey({ tenantId, ...orderOf(keyId, body, clock.now()) }, origin)
      const issued = (await keysOf(tenantId)).get(keyId)
      if (issued === undefined) throw new Error('A key that was just issued is not in its stream')
      const apiKey = show(issued, instant(clock), null)
      return { status: 201, body: { apiKey, ...(key === null ? {} : { key }) }, position }
    },
  })

const revoke = ({ commands }: ApiKeyRouteNeeds) =>
  defineRoute({
    id: 'revokeApiKey',
    method: 'delete',
    path: '/v1/api-keys/{keyId}',
    tag,
    summary: 'Revoke an API key, at once and for good; revoked already is fine',
    access: 'manage-keys',
    limit: 'ending',
    reauthenticate: true,
    params: z.strictObject({ keyId: idInput }),
    answers: { 204: { description: 'No process takes it any more' } },
    errors: ['not-found'],
    async handle({ caller, params: { keyId }, context, correlationId }) {
      const origin = { actor: actorOf(caller, 'administration'), correlationId, context }
      const { position } = await commands.revokeApiKey({ tenantId: caller.tenantId, keyId }, origin)
      return { status: 204, position }
    },
  })

export const apiKeyRoutes = (needs: ApiKeyRouteNeeds): Route[] => [list(needs), issue(needs), revoke(needs)]
