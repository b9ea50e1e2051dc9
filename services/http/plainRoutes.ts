import { z } from 'zod'
import { openApiDocument, type Described } from './openApi.ts'
import { defineRoute, type Answer, type Route } from './route.ts'
import { compressedFile } from './storedFile.ts'

export interface Readiness {
  ready: boolean
  /** How each part is. Strangers may read this, so it holds names only, no addresses or secrets. */
  checks: Record<string, { ok: boolean; detail?: string }>
}

const livez = defineRoute({
  id: 'isAlive',
  method: 'get',
  path: '/livez',
  tag: 'Probes',
  summary: 'The process answers',
  access: 'public',
  limit: 'none',
  answers: { 200: { description: 'Alive', schema: z.object({ alive: z.literal(true) }) } },
  errors: [],
  handle: async () => ({ status: 200, body: { alive: true } }),
})

const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
})

const readyz = (readiness: () => Readiness) =>
  defineRoute({
    id: 'isReady',
    method: 'get',
    path: '/readyz',
    tag: 'Probes',
    summary: 'The process can do its work; else 503 with what is missing',
    access: 'public',
    limit: 'none',
    answers: {
      200: { description: 'Ready', schema: readinessSchema },
      503: { description: 'Not ready', schema: readinessSchema },
    },
    errors: [],
    handle: async (): Promise<Answer> => {
      const state = readiness()
      return { status: state.ready ? 200 : 503, body: state }
    },
  })

export const probeRoutes = (readiness: () => Readiness): Route[] => [livez, readyz(readiness)]

/** Probes and the API description, which also describes itself. */
export const plainRoutes = (routes: readonly Route[], described: Described, readiness: () => Readiness): Route[] => {
  const openApi: Route = defineRoute({
    id: 'describeApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'Description',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'public',
    limit: 'none',
    answers: { 200: { description: 'The document', schema: z.looseObject({ openapi: z.string() }) } },
    errors: [],
    handle: async () => ({ status: 200, stored: document }),
  })
  const own = [...probeRoutes(readiness), openApi]
  const text = JSON.stringify(openApiDocument([...routes, ...own], described))
  const document = compressedFile(Buffer.from(text), 'application/json; charset=utf-8')
  return own
}
