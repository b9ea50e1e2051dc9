import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Route } from '#services/http/route.ts'
import { httpClient } from '../../support/httpClient.ts'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall()
})
afterAll(() => rollcall.stop())

interface Operation {
  responses: Record<string, { description: string; content?: object | undefined }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}

/** Refusals are problem reports on every route, and headers are read in one place: neither needs a type of its own. */
const withoutRefusals = (document: Document): Document => {
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, { description, content }]) => [status, { description, content }]),
    )
  return document
}

const head = '// Made from /openapi.json by `npm run api-types`. A test holds it to what the server says.\n'

it("the dashboard's types of the routes are those of the running server", async () => {
  const { body } = await httpClient(rollcall.url).get('/openapi.json')
  const types = astToString(await openapiTS(withoutRefusals(body as Document) as unknown as OpenAPI3))
  await expect(head + types).toMatchFileSnapshot('../../../dashboard/src/api/generated/routes.ts')
})

interface Described {
  properties?: Record<string, Described>
  items?: Described
  pattern?: string
}
interface DescribedRoute {
  parameters?: { name: string; in: string; schema: Described }[]
  requestBody?: { content: Record<string, { schema: Described }> }
}

const inner = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return inner(schema.unwrap() as z.ZodType)
  return schema instanceof z.ZodPipe ? inner(schema.in as z.ZodType) : schema
}

/** Each pattern that is described, beside the schema that the edge parses with. */
const patternsOf = (outer: z.ZodType, described: Described): [schema: z.ZodType, pattern: string][] => {
  const schema = inner(outer)
  if (described.pattern !== undefined) return [[schema, described.pattern]]
  if (schema instanceof z.ZodArray) return patternsOf(schema.element as z.ZodType, described.items ?? {})
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([key, member]) =>
    patternsOf(member as z.ZodType, described.properties?.[key] ?? {}),
  )
}

const patternsIn = (route: Route, { parameters = [], requestBody }: DescribedRoute) => {
  const named = (place: string): Described => ({
    properties: Object.fromEntries(
      parameters.filter((each) => each.in === place).map((each) => [each.name, each.schema]),
    ),
  })
  return [
    ...patternsOf(route.params ?? z.unknown(), named('path')),
    ...patternsOf(route.query ?? z.unknown(), named('query')),
    ...patternsOf(route.body ?? z.unknown(), Object.values(requestBody?.content ?? {})[0]?.schema ?? {}),
  ]
}

const texts = [
  'acme',
  'a-1',
  'Köln 😀',
  'ann@acme.test',
  'two\nlines',
  'nul\u0000',
  'half \ud83d',
  'DE',
  'A'.repeat(22),
  '-x',
  '-x-',
  '',
]

it('describes patterns that take whatever the edge takes', async () => {
  const { body } = await httpClient(rollcall.url).get('/openapi.json')
  const { paths } = body as { paths: Record<string, Record<string, DescribedRoute>> }
  const found = rollcall.rollcall.routes.flatMap((route) => patternsIn(route, paths[route.path]![route.method]!))
  expect(found.length).toBeGreaterThan(10)
  for (const [schema, pattern] of found) {
    const matches = texts.filter((text) => new RegExp(pattern, 'u').test(text))
    expect(matches, pattern).toEqual(expect.arrayContaining(texts.filter((text) => schema.safeParse(text).success)))
    expect(matches.length, pattern).toBeGreaterThan(0)
    expect(matches.length, pattern).toBeLessThan(texts.length)
  }
})
