import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { isForEveryone, rolesMay, scopesMay } from '#events/permissions.ts'
import { apiKeyScopes, roles } from '#events/wordLists.ts'
import { problemShape } from '#events/wire/problem.ts'
import { errorCodes } from '#services/ports/errors.ts'
import { withBarePatterns } from './barePatterns.ts'
import { keyPattern } from './idempotencyKey.ts'
import { inputSchemas } from './parseInput.ts'
import { type BodyFormat, bodyTypes } from './readBody.ts'
import type { Route } from './route.ts'

const contentOf = (schema: z.ZodType, contentType = 'application/json') => ({ content: { [contentType]: { schema } } })

/** In any of the types that a body of this format may have. */
const bodyOf = (schema: z.ZodType, format: BodyFormat) => ({
  content: Object.fromEntries(
    bodyTypes[format].map((type) => [
      type,
      { schema: format === 'file' ? ({ type: 'string', format: 'binary' } as const) : schema },
    ]),
  ),
})

const usualCodes = (route: Route) => [
  ...(route.access === 'public'
    ? []
    : (['not-signed-in', 'session-ended', 'token-outdated', 'revocation-unknown'] as const)),
  ...(route.access === 'public' || isForEveryone(route.access) ? [] : (['forbidden'] as const)),
  ...(route.reauthenticate === undefined ? [] : (['reauthentication-required'] as const)),
  ...(route.params === undefined ? [] : (['not-found'] as const)),
  ...(route.limit === 'none' ? [] : (['rate-limited'] as const)),
  ...(route.readsView !== undefined ? (['view-behind', 'position-reset'] as const) : []),
  ...(route.decidedByTime === true ? (['clock-skewed'] as const) : []),
  ...(route.body === undefined ? [] : (['invalid-json', 'body-too-large', 'unsupported-media-type'] as const)),
  'invalid-request' as const,
  ...(route.body === undefined && route.query === undefined ? [] : (['invalid-text'] as const)),
]

const retryAfter = {
  'Retry-After': { description: 'Seconds until it is worth asking again', schema: { type: 'integer' } },
} as const
const position = {
  'Rollcall-Position': {
    description: 'Of the last event written. Hand it back as minPosition to read nothing older',
    schema: { type: 'string' },
  },
} as const
const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(keyPattern)
    .optional()
    .describe('A request repeated with the same key and body is carried out once and answered alike'),
})

const problemsOf = (route: Route): RouteConfig['responses'] => {
  const byStatus = new Map<number, Set<string>>()
  for (const code of [...usualCodes(route), ...route.errors]) {
    const codes = byStatus.get(errorCodes[code]) ?? new Set()
    byStatus.set(errorCodes[code], codes.add(code))
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, codes]) => [
        status,
        {
          description: [...codes].join(', '),
          ...([429, 503].includes(status) ? { headers: retryAfter } : {}),
          ...contentOf(problemShape, 'application/problem+json'),
        },
      ]),
  )
}

const answersOf = (route: Route): RouteConfig['responses'] =>
  Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, contentType }]) => [
      status,
      {
        description,
        ...(route.method === 'get' ? {} : { headers: position }),
        ...(schema === undefined ? {} : contentOf(schema, contentType)),
      },
    ]),
  )

const describeAccess = ({ access }: Route): string => {
  if (access === 'public') return 'No credential needed.'
  if (isForEveryone(access)) return 'Any signed-in person, own data only.'
  const named = roles.filter((role) => rolesMay([role], access))
  const scopes = scopesFor(access)
  return [
    ...(named.length === 0 ? [] : [`Roles: ${named.join(', ')}.`]),
    ...(scopes.length === 0 ? [] : [`API keys for: ${scopes.join(', ')}.`]),
  ].join(' ')
}

const scopesFor = (access: Route['access']) =>
  access === 'public' ? [] : apiKeyScopes.filter((scope) => scopesMay([scope], access))

const describeProof = ({ reauthenticate }: Route): string[] => {
  if (reauthenticate === undefined) return []
  const when = reauthenticate === true ? '' : ', for some of what it does'
  return [`Asks a person whose last proof of who they are is older than the policy allows to reauthenticate${when}.`]
}

const securityOf = ({ access }: Route): Record<string, string[]>[] => {
  if (access === 'public') return []
  return [{ accessToken: [] }, ...(scopesFor(access).length === 0 ? [] : [{ apiKey: [] }])]
}

const configOf = (route: Route): RouteConfig => {
  const { params, query } = inputSchemas(route)
  return {
    method: route.method,
    path: route.path,
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [describeAccess(route), ...describeProof(route)].join(' '),
    security: securityOf(route),
    request: {
      ...(params === undefined ? {} : { params: params as z.ZodObject }),
      query: query as z.ZodObject,
      ...(route.idempotent === true ? { headers: keyHeader } : {}),
      ...(route.body === undefined ? {} : { body: bodyOf(route.body, route.bodyFormat ?? 'json') }),
    },
    responses: { ...answersOf(route), ...problemsOf(route) },
  }
}

export interface Described {
  version: string
  /** Stands before every path; empty where Rollcall is served at the root. */
  basePath: string
}

/** The OpenAPI 3.1 document, made from the same schemas that validate requests. */
export const openApiDocument = (routes: readonly Route[], { version, basePath }: Described): object => {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'accessToken', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'Rollcall-Key' })
  for (const route of routes) registry.registerPath(configOf(route))
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Rollcall',
      version,
      description: 'Sessions of every tenant: see them, end them, prove what happened.',
    },
    servers: [{ url: `${basePath}/` }],
  })
  return withBarePatterns(document)
}
