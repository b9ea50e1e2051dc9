import { introspectionShape, tokenBody, tokenRevokedShape } from '#events/wire/tokens.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { tag } from './applicationSessionRoutes.ts'
import { callingApplication } from './callingApplication.ts'
import type { TokensOfApplication } from './tokensOfApplication.ts'

const introspect = ({ introspect: ask }: TokensOfApplication) =>
  defineRoute({
    id: 'introspectToken',
    method: 'post',
    path: '/v1/token/introspect',
    tag,
    summary: 'Whether an access or refresh token is good now (RFC 7662)',
    access: 'check-tokens',
    limit: 'key',
    decidedByTime: true,
    bodyFormat: 'form',
    body: tokenBody,
    answers: {
      200: { description: 'What the token is good for; of any other only `active: false`', schema: introspectionShape },
    },
    errors: ['not-ready', 'revocation-unknown', 'store-unavailable'],
    async handle({ caller, body: { token } }) {
      return { status: 200, body: await ask(token, callingApplication(caller)) }
    },
  })

const revoke = ({ revoke: end }: TokensOfApplication) =>
  defineRoute({
    id: 'revokeToken',
    method: 'post',
    path: '/v1/token/revoke',
    tag,
    summary: 'End the session of an access or refresh token of any age (RFC 7009)',
    access: 'sign-people-in',
    limit: 'keyEnding',
    bodyFormat: 'form',
    body: tokenBody,
    answers: {
      200: {
        description: 'The token is not good any more, or never was one of this application’s',
        schema: tokenRevokedShape,
      },
    },
    errors: ['busy', 'store-unavailable'],
    async handle({ caller, body: { token }, correlationId }) {
      const position = await end(token, { ...callingApplication(caller), correlationId })
      return { status: 200, body: {}, ...(position === undefined ? {} : { position }) }
    },
  })

export const tokenRoutes = (tokens: TokensOfApplication): Route[] => [introspect(tokens), revoke(tokens)]
