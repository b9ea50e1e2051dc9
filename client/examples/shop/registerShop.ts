/** What an admin of the tenant types on the page *Applications*, done over the API. */
export interface Registration {
  /** Where Rollcall answers. */
  rollcall: string
  tenant: string
  admin: { email: string; password: string }
  /** Where the shop's pages are. */
  origin: string
}

const applications = [
  { id: 'shop-admin', name: 'Shop: back office', transport: 'cookie' },
  { id: 'shop-customer', name: 'Shop: customers', transport: 'cookie' },
  { id: 'shop-bar', name: 'Shop: bar', transport: 'bearer' },
] as const

/** What the shop's tokens are made for: one audience for each front end, of which its API takes all. */
export const audiences = applications.map(({ id }) => id)

type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>

const caller =
  (rollcall: string, accessToken?: string): Call =>
  async (method, path, body) => {
    const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }
    const response = await fetch(rollcall + path, {
      method,
      headers: { 'content-type': 'application/json', ...authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = JSON.parse((await response.text()) || '{}') as Record<string, unknown>
    if (!response.ok) throw new Error(`${method} ${path}: ${String(answer['code'])}`)
    return answer
  }

/** Registers the three front ends, or tells Rollcall where they are now. Answers an API key for the guard of the shop's API. */
export const registerShop = async ({ rollcall, tenant, admin, origin }: Registration): Promise<string> => {
  const { accessToken } = await caller(rollcall)('POST', '/v1/auth/login', { tenant, ...admin, transport: 'bearer' })
  const call = caller(rollcall, String(accessToken))
  const { items } = (await call('GET', '/v1/applications')) as { items: { id: string }[] }
  const known = new Set(items.map(({ id }) => id))
  for (const { id, name, transport } of applications) {
    const fields = { name, audience: id, origins: [origin], transport }
    if (known.has(id)) await call('PATCH', `/v1/applications/${id}`, fields)
    else await call('POST', '/v1/applications', { id, ...fields, lifetimes: {} })
  }
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const owner = { applicationId: 'shop-admin', expiresAt: tomorrow }
  const { key } = await call('POST', '/v1/api-keys', { name: 'guard of the shop', scopes: ['guard'], ...owner })
  await call('POST', '/v1/auth/logout', {})
  return String(key)
}
