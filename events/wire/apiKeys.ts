import { z } from 'zod'
import { apiKeyIssued } from '../tenant/events.ts'
import { apiKeyScopes } from '../wordLists.ts'
import { applicationIdInput } from './applicationRequests.ts'
import { idInput } from './idInput.ts'
import { instantShape } from './page.ts'
import { moment } from './queries.ts'
import { trimmed } from './trimmed.ts'

/** A key without what proves it, which is shown once and kept nowhere. */
export const apiKeyShape = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(apiKeyScopes)),
    /** Whose key it is: one of the two is null. */
    applicationId: z.string().nullable(),
    userId: z.string().nullable(),
    status: z.enum(['usable', 'expired', 'revoked']),
    issuedAt: instantShape,
    /** Id of the person who made it. */
    issuedBy: z.string(),
    expiresAt: instantShape.nullable(),
    revokedAt: instantShape.nullable(),
    /** To the minute; null: never. */
    lastUsedAt: instantShape.nullable(),
  })
  .meta({ id: 'ApiKey' })

/** `key` is absent when the request is repeated. */
export const issuedApiKeyShape = z.object({ apiKey: apiKeyShape, key: z.string().optional() })

export const issueApiKeyBody = z
  .strictObject({
    name: trimmed(apiKeyIssued.data.shape.name),
    scopes: z.array(z.enum(apiKeyScopes)).min(1).max(apiKeyScopes.length),
    applicationId: applicationIdInput.optional(),
    userId: idInput.optional(),
    /** Null: until it is revoked. */
    expiresAt: moment.nullable(),
  })
  .refine(({ applicationId, userId }) => (applicationId === undefined) !== (userId === undefined), {
    message: 'takes either applicationId or userId',
    path: ['applicationId'],
  })
export type IssueApiKeyBody = z.infer<typeof issueApiKeyBody>
