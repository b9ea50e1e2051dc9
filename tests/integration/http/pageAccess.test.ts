import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall({ slugs: ['acme'] })
})
afterAll(() => rollcall.stop())

const origin = 'https://shop.test'
const ask = (path: string, method: string) =>
  fetch(`${rollcall.url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
  })
const allowedOrigin = ({ headers }: Response) => headers.get('access-control-allow-origin')

describe('a page of another origin', () => {
  it.each([
    ['/v1/auth/login', 'POST'],
    ['/v1/me', 'PATCH'],
    ['/v1/me/sessions', 'DELETE'],
  ])('may call %s', async (path, method) => {
    const answer = await ask(path, method)
    expect([answer.status, allowedOrigin(answer)]).toEqual([204, '*'])
    expect(answer.headers.get('access-control-allow-methods')).toContain(method)
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
  })

  it.each(['/v1/sessions', '/v1/mean', '/v1/users', '/v1/api-keys', '/v1/token/introspect', '/'])(
    'is not let near %s',
    async (path) => {
      expect(allowedOrigin(await ask(path, 'GET'))).toBeNull()
      expect(allowedOrigin(await fetch(`${rollcall.url}${path}`, { headers: { origin } }))).toBeNull()
    },
  )

  it('reads why it was refused, and never calls with cookies', async () => {
    for (const answer of [
      await fetch(`${rollcall.url}/v1/auth/session`, { headers: { origin } }),
      await ask('/v1/auth/refresh', 'POST'),
    ]) {
      expect(allowedOrigin(answer)).toBe('*')
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    }
  })
})
