import { z } from 'zod'

/** RFC 7662, 2.1 and RFC 7009, 2.1. Unlike everywhere else, unknown parameters are passed over: both RFCs want that. */
export const tokenBody = z.object({
  token: z.string().min(1).max(4_096),
  token_type_hint: z.string().max(100).optional(),
})

/** RFC 7662, 2.2. Seconds since the epoch, as in the access token. `sid`: the session. */
export const introspectionShape = z
  .union([
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      token_type: z.literal('Bearer').optional(),
      client_id: z.string(),
      sub: z.string(),
      sid: z.string(),
      tid: z.string(),
      iss: z.string(),
      aud: z.string(),
      exp: z.int(),
      iat: z.int(),
      auth_time: z.int(),
      acr: z.string().optional(),
      amr: z.array(z.string()),
      jti: z.string().optional(),
      roles: z.array(z.string()).optional(),
      /** The person has to prove anew who they are before the session is good for anything that matters. */
      must_reauthenticate: z.literal(true).optional(),
    }),
  ])
  .meta({ id: 'Introspection' })

/** RFC 7009, 2.2: the status says it all, and clients pass over the body. */
export const tokenRevokedShape = z.object({})
