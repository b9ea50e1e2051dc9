import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { claimStream, userStream } from '#events/streams.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { tenants } from '#services/tenants/tenants.ts'
import { newEvent } from '../../support/newEvent.ts'
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

  it.each(['bo@münchen.test', 'BO@XN--MNCHEN-3YA.test', 'bo@mu\u0308nchen.test'])(
    'finds a person of a domain with other letters, also in the form that a browser sends: %s',
    async (typed) => {
      const bo = (await given.directory.personByEmail(given.tenantId, 'bo@münchen.test')) ?? (await given.add(typed))
      expect(await given.directory.personByEmail(given.tenantId, typed)).toMatchObject({
        userId: bo.userId,
        email: 'bo@münchen.test',
      })
      await expect(given.add(typed)).rejects.toMatchObject({ code: 'already-exists' })
    },
  )

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

describe('a person whose e-mail was claimed by an earlier release', () => {
  /** That release named claims by NFKC in lower case, and registered addresses as they were typed. */
  const registeredBefore = async (email: string) => {
    const given = await tenantsInMemory()
    const { tenantId, store, options } = given
    const userId = crypto.randomUUID()
    const digest = createHmac('sha256', deriveKey(options.masterKey, 'email-claims', tenantId))
      .update(email.normalize('NFKC').trim().toLowerCase())
      .digest('hex')
    await store.append(claimStream(tenantId, digest), [newEvent('EmailClaimed', { userId }, { tenantId })], noStream)
    const registered = newEvent('UserRegistered', { userId, email, name: 'Ann' }, { tenantId })
    await store.append(userStream(tenantId, userId), [registered], noStream)
    const find = (typed: string) => given.directory.personByEmail(tenantId, typed)
    return { ...given, userId, find }
  }

  it.each([
    ['ann@münchen.test', 'ann@xn--mnchen-3ya.test'],
    ['ann@xn--mnchen-3ya.test', 'ann@münchen.test'],
    ['Ann@MÜNCHEN.test', 'ann@xn--mnchen-3ya.test'],
    ['straße@acme.test', 'STRAßE@acme.test'],
    ['ａnn@acme.test', 'ａnn@acme.test'],
    ['ann@acme.test', 'ANN@acme.test'],
  ])('is found: %s by %s', async (email, typed) => {
    const { find, userId, add } = await registeredBefore(email)
    expect(await find(email)).toMatchObject({ userId, email })
    expect(await find(typed)).toMatchObject({ userId, email })
    await expect(add(typed)).rejects.toMatchObject({ code: 'already-exists' })
  })

  it('is not found by what only that release took for the same address', async () => {
    const { find } = await registeredBefore('ann@acme.test')
    expect(await find('ａnn@acme.test')).toBeNull()
  })

  it('is read as often as nobody would be', async () => {
    const { find, reads } = await registeredBefore('ann@münchen.test')
    const readsOf = async (typed: string) => {
      const before = reads.length
      await find(typed)
      return reads.length - before
    }
    expect(await readsOf('ann@münchen.test')).toBe(await readsOf('bob@münchen.test'))
  })
})
