import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
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
