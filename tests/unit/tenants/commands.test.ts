import { describe, expect, it } from 'vitest'
import { claimStream } from '#events/streams.ts'
import { CodedError } from '#services/ports/errors.ts'
import { tenants } from '#services/tenants/tenants.ts'
import { because, goodPassword, operator, tenantsInMemory } from '../../support/tenantsInMemory.ts'

const coded = (code: string) => expect.objectContaining({ code })
const mistake = (path: string, code: string) =>
  expect.objectContaining({
    code: 'invalid-request',
    details: expect.objectContaining({ errors: [expect.objectContaining({ path, code })] }),
  })

describe('registering a tenant', () => {
  it('claims the short name before the tenant exists', async () => {
    const { eventsOf } = await tenantsInMemory()
    expect((await eventsOf('')).map((event) => event.type)).toEqual([
      'SlugClaimed',
      'TenantRegistered',
      'LifetimesChanged',
      'TextsChanged',
      'ClientRegistered',
    ])
  })

  it('refuses a short name that is taken, and the reserved one', async () => {
    const { commands } = await tenantsInMemory()
    await expect(commands.registerTenant({ slug: 'acme', name: 'Again' }, operator)).rejects.toThrow(
      coded('already-exists'),
    )
    await expect(commands.registerTenant({ slug: 'system', name: 'Mine' }, operator)).rejects.toThrow(
      coded('already-exists'),
    )
  })

  it('refuses a short name that is none', async () => {
    const { commands } = await tenantsInMemory()
    for (const slug of ['', 'Acme', 'a b', '-a', 'a'.repeat(64)])
      await expect(commands.registerTenant({ slug, name: 'X' }, operator)).rejects.toThrow(coded('invalid-request'))
  })

  it('lets one of many that ask for the same name at once have it', async () => {
    const { commands, eventsOf } = await tenantsInMemory()
    const asked = Array.from({ length: 8 }, () => commands.registerTenant({ slug: 'wanted', name: 'W' }, operator))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await eventsOf('tenant-')).filter((event) => event.type === 'TenantRegistered')).toHaveLength(2)
  })

  it('is the same registration when it is repeated with its id', async () => {
    const { commands, tenantId } = await tenantsInMemory()
    const again = await commands.registerTenant({ tenantId, slug: 'acme', name: 'Acme' }, operator)
    expect(again).toEqual({ tenantId, position: 5 })
  })
})

describe('adding a person', () => {
  it('claims the e-mail, registers the person, then gives the roles', async () => {
    const { add, eventsOf } = await tenantsInMemory()
    await add('ann@acme.test')
    expect((await eventsOf('')).slice(5).map((event) => event.type)).toEqual([
      'EmailClaimed',
      'UserRegistered',
      'CredentialChanged',
      'MemberRoleChanged',
    ])
  })

  it('shows a one-time password once, good for 24 hours', async () => {
    const { commands, directory, passwords, ambient, tenantId } = await tenantsInMemory()
    const person = {
      tenantId,
      email: 'ann@acme.test',
      name: 'Ann',
      roles: ['admin'],
      credential: { kind: 'oneTime' },
    } as const
    const { userId, oneTimePassword } = await commands.addUser(person, operator)
    const known = await directory.person(tenantId, userId)
    expect(oneTimePassword).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    expect(Date.parse(known!.passwordTemporaryUntil!) - ambient.clock.now()).toBe(24 * 3_600_000)
    expect(await passwords.verify(tenantId, known!.secretId, oneTimePassword!)).toBe(true)
  })

  it('refuses an e-mail that somebody in the tenant has, in any spelling', async () => {
    const { add } = await tenantsInMemory()
    await add('ann@acme.test')
    await expect(add('ANN@acme.test')).rejects.toThrow(coded('already-exists'))
  })

  it('refuses what is no e-mail, no name or no role, with the path', async () => {
    const { commands, tenantId } = await tenantsInMemory()
    const person = {
      tenantId,
      email: 'a@b.test',
      name: 'A',
      roles: ['member'],
      credential: { kind: 'oneTime' },
    } as const
    const add = (change: object) => commands.addUser({ ...person, ...change }, operator)
    await expect(add({ email: 'nobody' })).rejects.toThrow(mistake('body.email', 'invalid_format'))
    await expect(add({ name: ' ' })).rejects.toThrow(mistake('body.name', 'too_small'))
    await expect(add({ roles: [] })).rejects.toThrow(mistake('body.roles', 'too_small'))
    await expect(add({ roles: ['operator'] })).rejects.toThrow(mistake('body.roles', 'role-not-here'))
  })

  it('writes nothing when the password is refused', async () => {
    const { commands, tenantId, eventsOf } = await tenantsInMemory()
    const credential = { kind: 'password', password: 'password1' } as const
    const person = { tenantId, email: 'a@b.test', name: 'A', roles: ['member'], credential } as const
    await expect(commands.addUser(person, operator)).rejects.toThrow(mistake('body.password', 'password-common'))
    expect(await eventsOf('claim-')).toHaveLength(1)
  })

  it('refuses a tenant that does not exist', async () => {
    const { commands, ambient } = await tenantsInMemory()
    const person = { email: 'a@b.test', name: 'A', roles: ['member'], credential: { kind: 'oneTime' } } as const
    await expect(commands.addUser({ tenantId: ambient.random.id(), ...person }, operator)).rejects.toThrow(
      coded('not-found'),
    )
  })

  it('finishes what a process that died had begun when it is repeated with the same id', async () => {
    const { options, tenantId, eventsOf, ambient } = await tenantsInMemory()
    const userId = ambient.random.id()
    let appends = 0
    const dying = tenants({
      ...options,
      store: {
        ...options.store,
        append: async (...append) => {
          appends += 1
          if (appends > 2) throw new Error('killed')
          return options.store.append(...append)
        },
      },
    })
    const person = {
      tenantId,
      userId,
      email: 'a@b.test',
      name: 'A',
      roles: ['member'],
      credential: { kind: 'oneTime' },
    } as const
    await expect(dying.commands.addUser(person, operator)).rejects.toThrow('killed')
    await tenants(options).commands.addUser(person, operator)
    expect((await eventsOf('')).slice(5).map((event) => event.type)).toEqual([
      'EmailClaimed',
      'UserRegistered',
      'CredentialChanged',
      'MemberRoleChanged',
    ])
  })

  it('gives a claimed e-mail away only when its claimer never came to be, and only after a minute', async () => {
    const { options, tenantId, add, directory, ambient, eventsOf } = await tenantsInMemory()
    let claimed = false
    const dying = tenants({
      ...options,
      store: {
        ...options.store,
        append: async (stream, events, revision) => {
          if (claimed) throw new Error('killed')
          claimed = stream.startsWith('claim-')
          return options.store.append(stream, events, revision)
        },
      },
    })
    const person = {
      tenantId,
      email: 'a@b.test',
      name: 'A',
      roles: ['member'],
      credential: { kind: 'oneTime' },
    } as const
    await expect(dying.commands.addUser(person, operator)).rejects.toThrow('killed')
    await expect(add('a@b.test')).rejects.toThrow(coded('already-exists'))
    ambient.pass(61_000)
    const { userId } = await add('a@b.test')
    expect((await directory.personByEmail(tenantId, 'a@b.test'))?.userId).toBe(userId)
    ambient.pass(3_600_000)
    await expect(add('a@b.test')).rejects.toThrow(coded('already-exists'))
    const stream = claimStream(tenantId, directory.emailDigest(tenantId, 'a@b.test'))
    expect(await eventsOf(stream)).toHaveLength(2)
  })
})

describe('changing a person', () => {
  it('disables, enables and gives roles, each as one event', async () => {
    const { add, commands, directory, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const about = { tenantId, userId, ...because }
    await commands.disableUser(about, operator)
    expect(await directory.person(tenantId, userId)).toMatchObject({ disabled: true })
    await commands.enableUser(about, operator)
    await commands.changeRoles({ ...about, roles: ['admin', 'auditor'] }, operator)
    expect(await directory.person(tenantId, userId)).toMatchObject({ disabled: false, roles: ['admin', 'auditor'] })
  })

  it('answers with the last position when there is nothing to change', async () => {
    const { add, commands, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const { position } = await commands.disableUser({ tenantId, userId, ...because }, operator)
    expect(await commands.disableUser({ tenantId, userId, ...because }, operator)).toMatchObject({ position })
  })

  it('is decided again when somebody else was first', async () => {
    const { options, add, tenantId, directory } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const processes = Array.from({ length: 4 }, () => tenants(options))
    const changes = processes.map((process, index) =>
      process.commands.changeRoles(
        { tenantId, userId, roles: index % 2 ? ['admin'] : ['auditor'], ...because },
        operator,
      ),
    )
    expect((await Promise.allSettled(changes)).every(({ status }) => status === 'fulfilled')).toBe(true)
    expect((await directory.person(tenantId, userId))?.roles).toHaveLength(1)
  })

  it('says busy when somebody else is always first', async () => {
    const { options, add, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const losing = tenants({
      ...options,
      store: { ...options.store, append: async () => Promise.reject(new CodedError('stale-revision')) },
    })
    await expect(losing.commands.disableUser({ tenantId, userId, ...because }, operator)).rejects.toThrow(coded('busy'))
  })

  it('keeps who did it, from where and why', async () => {
    const { add, commands, tenantId, eventsOf } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const admin = { actor: { kind: 'admin', id: 'root' }, correlationId: 'request-7', context: null } as const
    await commands.disableUser({ tenantId, userId, ...because }, admin)
    expect((await eventsOf('user-')).at(-1)).toMatchObject({ ...admin, data: { userId, ...because } })
  })
})

describe('changing the own password', () => {
  const sessionId = '01890000-0000-7000-8000-0000000000f0'
  const next = 'a better horse battery'
  const setUp = async () => {
    const given = await tenantsInMemory()
    const { userId } = await given.add('ann@acme.test')
    const change = (current: string, wanted: string) =>
      given.commands.changePassword({ tenantId: given.tenantId, userId, sessionId, current, next: wanted }, operator)
    return { ...given, userId, change }
  }

  it('makes the new password the current one and spares the own session', async () => {
    const { change, directory, passwords, tenantId, userId, eventsOf } = await setUp()
    await change(goodPassword, next)
    const { secretId } = (await directory.person(tenantId, userId))!
    expect(await passwords.verify(tenantId, secretId, next)).toBe(true)
    expect(await passwords.verify(tenantId, secretId, goodPassword)).toBe(false)
    expect((await eventsOf('user-')).at(-1)?.data).toMatchObject({
      by: 'person',
      except: [sessionId],
      temporaryUntil: null,
    })
  })

  it('refuses a wrong current password as the form’s mistake', async () => {
    const { change } = await setUp()
    await expect(change('not this one at all', next)).rejects.toThrow(mistake('body.current', 'wrong-password'))
  })

  it('refuses the same password again, a common one, and the own e-mail', async () => {
    const { change } = await setUp()
    await expect(change(goodPassword, goodPassword)).rejects.toThrow(mistake('body.next', 'password-unchanged'))
    await expect(change(goodPassword, 'Password123')).rejects.toThrow(mistake('body.next', 'password-common'))
    await expect(change(goodPassword, 'Ann@acme.test')).rejects.toThrow(mistake('body.next', 'password-is-email'))
  })

  it('happens once when two ask at once with the same current password', async () => {
    const { change, eventsOf } = await setUp()
    const outcomes = await Promise.allSettled([
      change(goodPassword, next),
      change(goodPassword, 'another good battery'),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await eventsOf('user-')).filter((event) => event.type === 'CredentialChanged')).toHaveLength(2)
  })

  it('never writes a password or a hash into an event', async () => {
    const { change, store } = await setUp()
    await change(goodPassword, next)
    const text = JSON.stringify(await store.readAll({ after: 0, limit: 1_000 }))
    expect(text).not.toContain('argon2')
    expect(text).not.toContain(next)
  })
})

describe('a password reset by an admin', () => {
  it('puts a one-time password in place of the old one', async () => {
    const { add, commands, directory, passwords, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const { oneTimePassword } = await commands.giveOneTimePassword({ tenantId, userId }, operator)
    const person = await directory.person(tenantId, userId)
    expect(person?.passwordTemporaryUntil).not.toBeNull()
    expect(await passwords.verify(tenantId, person!.secretId, oneTimePassword)).toBe(true)
    expect(await passwords.verify(tenantId, person!.secretId, goodPassword)).toBe(false)
  })
})
