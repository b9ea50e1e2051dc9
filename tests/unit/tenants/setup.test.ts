import { memoryKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { describe, expect, it } from 'vitest'
import { systemTenantId } from '#events/streams.ts'
import { setupRoutes } from '#services/tenants/setup/setupRoutes.ts'
import { tenants, type TenantsNeeds } from '#services/tenants/tenants.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { memorySetupLinks } from '../../support/memorySetupLinks.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { memorySecrets } from '#services/tenants/secrets/secrets.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { operator } from '../../support/tenantsInMemory.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const emptyInstallation = () => {
  const ambient = testAmbient()
  const { store } = memoryStore()
  const options: TenantsNeeds = {
    store,
    secrets: memorySecrets(),
    links: memorySetupLinks(),
    keyUses: memoryKeyUses(),
    ambient,
    masterKey: Buffer.alloc(32, 1),
    logger: silentLogger,
    hashing: hashTurns({ now: () => performance.now(), width: 2 }),
    isCurrent: () => false,
  }
  const feature = tenants(options)
  const newToken = async () => (await feature.setup.createLink('http://host'))!.split('#')[1]!
  return { ...feature, options, ambient, newToken, store }
}

const filledIn = {
  operator: { email: 'root@host.test', name: 'Root', password: 'correct horse battery' },
  tenant: { slug: 'acme', name: 'Acme' },
  admin: { email: 'ann@acme.test', name: 'Ann', password: 'another good battery' },
}
const refused = expect.objectContaining({ code: 'invalid-credentials' })

describe('the set-up link', () => {
  it('carries its token behind the #, where no server sees it', async () => {
    const { setup } = emptyInstallation()
    expect(await setup.createLink('https://rollcall.test')).toMatch(/^https:\/\/rollcall\.test\/setup#[\w-]{43}$/)
  })

  it('creates the operator, the first tenant and its admin', async () => {
    const { setup, newToken, directory, passwords } = emptyInstallation()
    const { tenantId } = await setup.run({ token: await newToken(), ...filledIn }, operator)
    expect(await directory.tenantBySlug('acme')).toMatchObject({ tenantId, simulated: false })
    const admin = await directory.personByEmail(tenantId, 'ann@acme.test')
    expect(admin).toMatchObject({ roles: ['admin'], passwordTemporaryUntil: null })
    expect(await directory.personByEmail(systemTenantId, 'root@host.test')).toMatchObject({ roles: ['operator'] })
    expect(await passwords.verify(tenantId, admin!.secretId, 'another good battery')).toBe(true)
  })

  it('works once, and there is none afterwards', async () => {
    const { setup, newToken } = emptyInstallation()
    const token = await newToken()
    expect(await setup.check({ token })).toBe(true)
    await setup.run({ token, ...filledIn }, operator)
    expect(await setup.check({ token })).toBe(false)
    expect(await setup.createLink('http://host')).toBeNull()
    await expect(setup.run({ token, ...filledIn }, operator)).rejects.toThrow(refused)
  })

  it('is replaced by the next start', async () => {
    const { setup, newToken } = emptyInstallation()
    const [older, newer] = [await newToken(), await newToken()]
    expect([await setup.check({ token: older }), await setup.check({ token: newer })]).toEqual([false, true])
    await expect(setup.run({ token: older, ...filledIn }, operator)).rejects.toThrow(refused)
  })

  it('that one of many processes made is left alone by the others, until it has lapsed', async () => {
    const { setup, ambient, newToken } = emptyInstallation()
    const first = await setup.offerLink('http://host')
    expect(first).toEqual({ link: expect.stringContaining('http://host/setup#') })
    expect(await setup.offerLink('http://host')).toBe('kept')
    const token = (first as { link: string }).link.split('#')[1]!
    expect(await setup.check({ token })).toBe(true)
    ambient.pass(24 * 3_600_000 + 1)
    expect(await setup.offerLink('http://host')).toEqual({ link: expect.stringContaining('http://host/setup#') })
    await setup.run({ token: await newToken(), ...filledIn }, operator)
    expect(await setup.offerLink('http://host')).toBeNull()
  })

  it('lapses after a day', async () => {
    const { setup, newToken, ambient } = emptyInstallation()
    const token = await newToken()
    ambient.pass(24 * 3_600_000)
    expect(await setup.check({ token })).toBe(false)
    await expect(setup.run({ token, ...filledIn }, operator)).rejects.toThrow(refused)
  })

  it('refuses a made-up token', async () => {
    const { setup, newToken } = emptyInstallation()
    await newToken()
    await expect(setup.run({ token: 'x'.repeat(43), ...filledIn }, operator)).rejects.toThrow(refused)
  })

  it('stays good when the form was refused, and nothing was written', async () => {
    const { setup, newToken, store } = emptyInstallation()
    const token = await newToken()
    const admin = { ...filledIn.admin, password: 'password1' }
    await expect(setup.run({ token, ...filledIn, admin }, operator)).rejects.toMatchObject({
      code: 'invalid-request',
      details: { errors: [{ path: 'body.admin.password', code: 'password-common' }] },
    })
    expect(await store.head()).toBe(0)
    await setup.run({ token, ...filledIn }, operator)
  })

  it('checks each step before the next one is shown, for whoever holds it', async () => {
    const { setup, newToken, store } = emptyInstallation()
    const token = await newToken()
    const { operator: root, tenant } = filledIn
    expect(await setup.check({ token, operator: root, tenant })).toBe(true)
    const ownName = { ...root, password: 'root@host.test' }
    await expect(setup.check({ token, operator: ownName })).rejects.toMatchObject({
      details: { errors: [{ path: 'body.operator.password' }] },
    })
    await expect(setup.check({ token, tenant: { ...tenant, slug: 'system' } })).rejects.toMatchObject({
      code: 'already-exists',
      details: { errors: [{ path: 'body.tenant.slug', code: 'reserved' }] },
    })
    expect(await setup.check({ token: 'x'.repeat(43), operator: ownName })).toBe(false)
    expect(await store.head()).toBe(0)
  })

  it('is used by one of two who send it at once', async () => {
    const { setup, newToken } = emptyInstallation()
    const token = await newToken()
    const both = await Promise.allSettled([
      setup.run({ token, ...filledIn }, operator),
      setup.run({ token, ...filledIn }, operator),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('finishes a set-up that died at its append number %i', async (deadly) => {
    const { options, newToken, ambient } = emptyInstallation()
    const token = await newToken()
    let appends = 0
    const append: TenantsNeeds['store']['append'] = async (...call) => {
      appends += 1
      if (appends === deadly) throw new Error('killed')
      return options.store.append(...call)
    }
    const dying = tenants({ ...options, store: { ...options.store, append } })
    await dying.setup.run({ token, ...filledIn }, operator).catch(() => undefined)
    ambient.pass(31_000)
    const { setup, directory } = tenants(options)
    await setup.run({ token, ...filledIn }, operator).catch(() => undefined)
    const tenant = await directory.tenantBySlug('acme')
    expect(await directory.personByEmail(tenant!.tenantId, 'ann@acme.test')).toMatchObject({ roles: ['admin'] })
    expect(await directory.personByEmail(systemTenantId, 'root@host.test')).toMatchObject({ roles: ['operator'] })
    expect(await setup.createLink('http://host')).toBeNull()
  })

  it('is counted also where its check is answered, which a sign-in that succeeds is not', () => {
    expect(setupRoutes(emptyInstallation().setup).map(({ id, limit }) => [id, limit])).toEqual([
      ['checkSetupLink', 'command'],
      ['setUp', 'signIn'],
    ])
  })

  it('is asked for in the body of a request, never in its address', () => {
    expect(setupRoutes(emptyInstallation().setup).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'post /v1/setup/check',
      'post /v1/setup',
    ])
  })
})
