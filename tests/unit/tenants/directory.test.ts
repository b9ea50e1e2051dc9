import { beforeAll, describe, expect, it } from 'vitest'
import { tenants } from '#services/tenants/tenants.ts'
import { because, operator, tenantsInMemory } from '../../support/tenantsInMemory.ts'

type Given = Awaited<ReturnType<typeof tenantsInMemory>>

describe('the directory', () => {
  let given: Given
  let annId: string
  beforeAll(async () => {
    given = await tenantsInMemory()
    annId = (await given.add('Ann@Acme.test', ['member', 'analyst'])).userId
  })

  it('finds a tenant by what people type', async () => {
    expect(await given.directory.tenantBySlug(' ACME ')).toMatchObject({ tenantId: given.tenantId, name: 'Acme' })
  })

  it('knows the dashboard as a client of every tenant', async () => {
    const tenant = await given.directory.tenant(given.tenantId)
    expect(tenant?.clients.get('dashboard')).toMatchObject({ transport: 'cookie', origins: ['self'] })
  })

  it('finds a person by any spelling of the e-mail, with roles', async () => {
    expect(await given.directory.personByEmail(given.tenantId, ' ann@ACME.test')).toMatchObject({
      userId: annId,
      roles: ['member', 'analyst'],
      disabled: false,
    })
  })

  it('knows nobody and nothing of what is not registered', async () => {
    expect(await given.directory.tenantBySlug('nowhere')).toBeNull()
    expect(await given.directory.tenant(annId)).toBeNull()
    expect(await given.directory.personByEmail(given.tenantId, 'bob@acme.test')).toBeNull()
    expect(await given.directory.person(given.tenantId, given.tenantId)).toBeNull()
  })

  it('does not find a person of one tenant in another', async () => {
    const other = await given.commands.registerTenant({ slug: 'other', name: 'Other' }, operator)
    expect(await given.directory.personByEmail(other.tenantId, 'ann@acme.test')).toBeNull()
    expect(await given.directory.person(other.tenantId, annId)).toBeNull()
  })

  it('names no address in the names of streams', async () => {
    expect(given.directory.emailDigest(given.tenantId, 'ANN@acme.test')).toMatch(/^[0-9a-f]{64}$/)
    expect(given.directory.emailDigest(given.tenantId, 'ann@acme.test')).toBe(
      given.directory.emailDigest(given.tenantId, ' Ann@Acme.Test '),
    )
  })

  it('reads as many streams for nobody as for somebody', async () => {
    const before = given.reads.length
    await given.directory.personByEmail(given.tenantId, 'nobody@acme.test')
    const forNobody = given.reads.length - before
    await given.directory.personByEmail(given.tenantId, 'ann@acme.test')
    expect(forNobody).toBe(3)
    expect(given.reads.length - before - forNobody).toBe(forNobody)
  })
})

describe('the directory behind a fresh tail', () => {
  it('answers a sign-in from memory, and knows of a change as soon as the tail does', async () => {
    const given = await tenantsInMemory({ isCurrent: () => true })
    const { userId } = await given.add('ann@acme.test')
    const signIn = async () => {
      const tenant = await given.directory.tenantBySlug('acme')
      return given.directory.personByEmail(tenant!.tenantId, 'ann@acme.test')
    }
    await signIn()
    const before = given.reads.length
    await signIn()
    expect(given.reads).toHaveLength(before)

    await given.commands.disableUser({ tenantId: given.tenantId, userId, ...because }, operator)
    expect((await signIn())?.disabled).toBe(true)
  })

  it('follows what another process appended through `observe`', async () => {
    const here = await tenantsInMemory({ isCurrent: () => true })
    const { userId } = await here.add('ann@acme.test')
    await here.directory.person(here.tenantId, userId)
    const there = tenants({ ...here.options, isCurrent: () => false })
    await there.commands.changeRoles({ tenantId: here.tenantId, userId, roles: ['admin'], ...because }, operator)
    expect((await here.directory.person(here.tenantId, userId))?.roles).toEqual(['member'])
    for (const event of await here.eventsOf('')) here.observe(event)
    expect((await here.directory.person(here.tenantId, userId))?.roles).toEqual(['admin'])
  })
})
