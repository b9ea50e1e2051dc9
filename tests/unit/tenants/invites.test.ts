import { describe, expect, it } from 'vitest'
import { systemTenantId } from '#events/streams.ts'
import { memorySecrets } from '#services/tenants/secrets/secrets.ts'
import { systemTenant } from '#services/tenants/setup/setup.ts'
import { adminOf, because, goodPassword, operator, tenantsInMemory } from '../../support/tenantsInMemory.ts'

const coded = (code: string) => expect.objectContaining({ code })
const day = 24 * 3_600_000
const asked = { correlationId: 'c', context: null }

const withAdmin = async () => {
  const setting = await tenantsInMemory()
  const { userId } = await setting.add('ann@acme.test', ['admin'])
  const invite = (email: string, change: object = {}) =>
    setting.commands.inviteUser({ tenantId: setting.tenantId, email, roles: ['analyst'], ...change }, adminOf(userId))
  const accept = (token: string, name = 'Bob', password = 'a pass phrase of my own') =>
    setting.commands.acceptInvite({ token, name, password }, asked)
  const isGood = async (token: string) => (await setting.commands.findLink(token, 'invited')) !== null
  return { ...setting, annId: userId, invite, accept, isGood }
}

describe('an invite', () => {
  it('claims the address, invites the person, and gives roles that count once the person has come in', async () => {
    const { invite, accept, eventsOf, directory, tenantId, passwords } = await withAdmin()
    const before = (await eventsOf('')).length
    const { userId, token } = await invite('bob@acme.test')
    expect(await directory.person(tenantId, userId)).toMatchObject({ standing: 'invited', roles: ['analyst'] })
    expect(await accept(token)).toMatchObject({ email: 'bob@acme.test', tenant: { slug: 'acme', name: 'Acme' } })
    const person = await directory.personByEmail(tenantId, 'bob@acme.test')
    expect(person).toMatchObject({ userId, standing: 'registered', name: 'Bob', roles: ['analyst'], link: null })
    expect(await passwords.verify(tenantId, person!.secretId, 'a pass phrase of my own')).toBe(true)
    expect((await eventsOf('')).slice(before).map((event) => event.type)).toEqual([
      'EmailClaimed',
      'UserInvited',
      'MemberRoleChanged',
      'UserRegistered',
      'CredentialChanged',
    ])
  })

  it('lets nobody sign in before it is accepted', async () => {
    const { invite, directory, tenantId, passwords } = await withAdmin()
    await invite('bob@acme.test')
    const person = await directory.personByEmail(tenantId, 'bob@acme.test')
    expect(person!.secretId).toBeNull()
    expect(await passwords.verify(tenantId, person!.secretId, '')).toBe(false)
  })

  it('keeps no more of its secret than a hash', async () => {
    const stored: string[] = []
    const secrets = memorySecrets()
    const { commands, tenantId, eventsOf } = await tenantsInMemory({
      secrets: { ...secrets, put: (secret) => (stored.push(secret.value), secrets.put(secret)) },
    })
    const { token } = await commands.inviteUser({ tenantId, email: 'bob@acme.test', roles: ['member'] }, operator)
    const secret = Buffer.from(token, 'base64url').subarray(32)
    const written = JSON.stringify([stored, await eventsOf('')])
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(written).not.toContain(secret.toString(form))
    expect(stored).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  it('is good for seven days', async () => {
    const { invite, accept, isGood, ambient } = await withAdmin()
    const { token, expiresAt } = await invite('bob@acme.test')
    expect(Date.parse(expiresAt) - ambient.clock.now()).toBe(7 * day)
    ambient.pass(7 * day - 1)
    expect(await isGood(token)).toBe(true)
    ambient.pass(1)
    expect(await isGood(token)).toBe(false)
    await expect(accept(token)).rejects.toThrow(coded('invalid-credentials'))
  })

  it('works once, also when it is used many times at once', async () => {
    const { invite, accept, isGood, eventsOf } = await withAdmin()
    const { userId, token } = await invite('bob@acme.test')
    const uses = await Promise.allSettled(['Bob', 'Eve', 'Mallory'].map((name) => accept(token, name)))
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await isGood(token)).toBe(false)
    const registered = (await eventsOf('user-')).filter(
      ({ type, stream }) => type === 'UserRegistered' && stream.includes(userId),
    )
    expect(registered).toHaveLength(1)
  })

  it('stays good when name or password are refused', async () => {
    const { invite, accept } = await withAdmin()
    const { token } = await invite('bob@acme.test')
    await expect(accept(token, 'Bob', 'password1')).rejects.toThrow(coded('invalid-request'))
    await expect(accept(token, ' ')).rejects.toThrow(coded('invalid-request'))
    await accept(token)
  })

  it('is dead once a new one was sent', async () => {
    const { invite, accept, isGood, commands, tenantId, annId } = await withAdmin()
    const { userId, token } = await invite('bob@acme.test')
    const again = await commands.renewInvite({ tenantId, userId }, adminOf(annId))
    expect(await isGood(token)).toBe(false)
    await accept(again.token)
    await expect(commands.renewInvite({ tenantId, userId }, adminOf(annId))).rejects.toThrow(coded('wrong-state'))
  })

  it('is dead once withdrawn, and the address goes to somebody else at once', async () => {
    const { invite, isGood, commands, tenantId, annId, directory } = await withAdmin()
    const { userId, token } = await invite('bob@acme.test')
    await commands.withdrawInvite({ tenantId, userId, ...because }, adminOf(annId))
    await commands.withdrawInvite({ tenantId, userId, ...because }, adminOf(annId))
    expect(await isGood(token)).toBe(false)
    expect(await directory.person(tenantId, userId)).toMatchObject({ standing: 'gone', roles: [] })
    const next = await invite('bob@acme.test')
    expect(next.userId).not.toBe(userId)
    expect(await isGood(next.token)).toBe(true)
    await expect(
      commands.changeRolesOf({ tenantId, userId, roles: ['admin'], ...because }, adminOf(annId)),
    ).rejects.toThrow(coded('wrong-state'))
  })

  it('is dead once whoever made it is disabled, for it could be a way back in', async () => {
    const { invite, isGood, add, commands, tenantId, annId } = await withAdmin()
    const { userId: eveId } = await add('eve@acme.test', ['admin'])
    const byEve = await commands.inviteUser({ tenantId, email: 'mallory@acme.test', roles: ['admin'] }, adminOf(eveId))
    const byAnn = await invite('bob@acme.test')
    await commands.disableUser({ tenantId, userId: eveId, ...because }, adminOf(annId))
    expect(await isGood(byEve.token)).toBe(false)
    expect(await isGood(byAnn.token)).toBe(true)
  })

  it('is dead once whoever made it is an admin no more, and so is their link for a new password', async () => {
    const { isGood, add, commands, tenantId, annId } = await withAdmin()
    const { userId: eveId } = await add('eve@acme.test', ['admin'])
    const { token } = await commands.inviteUser({ tenantId, email: 'me@acme.test', roles: ['admin'] }, adminOf(eveId))
    const reset = await commands.offerPasswordReset({ tenantId, userId: annId }, adminOf(eveId))
    await commands.changeRolesOf({ tenantId, userId: eveId, roles: ['analyst'], ...because }, adminOf(annId))
    expect(await isGood(token)).toBe(false)
    await expect(commands.resetPassword({ token: reset.token, next: goodPassword }, asked)).rejects.toThrow(
      coded('invalid-credentials'),
    )
  })

  describe('of a first admin', () => {
    const withOperators = async () => {
      const setting = await withAdmin()
      const { commands, ambient } = setting
      await commands.registerTenant(systemTenant, operator)
      const addOperator = (email: string) =>
        commands.addUser(
          {
            tenantId: systemTenantId,
            email,
            name: email,
            roles: ['operator'],
            credential: { kind: 'password', password: goodPassword },
          },
          operator,
        )
      const { userId } = await addOperator('root@host.test')
      await addOperator('other@host.test')
      const tenantId = ambient.random.id()
      await commands.registerTenant({ tenantId, slug: 'globex', name: 'Globex' }, operator)
      const inviteFirst = (email: string) => commands.inviteFirstAdmin({ tenantId, email }, adminOf(userId))
      return { ...setting, operatorId: userId, inviteFirst }
    }

    it('is good while the operator who made it is one', async () => {
      const { inviteFirst, isGood, commands, operatorId } = await withOperators()
      const { token } = await inviteFirst('ann@globex.test')
      expect(await isGood(token)).toBe(true)
      await commands.disableUser({ tenantId: systemTenantId, userId: operatorId, ...because }, operator)
      expect(await isGood(token)).toBe(false)
    })

    it('is dead once another admin has come in', async () => {
      const { inviteFirst, isGood, accept } = await withOperators()
      const [mistyped, right] = [await inviteFirst('anm@globex.test'), await inviteFirst('ann@globex.test')]
      expect(await isGood(mistyped.token)).toBe(true)
      await accept(right.token, 'Ann')
      expect(await isGood(mistyped.token)).toBe(false)
    })
  })

  it('is none for an address that somebody has, invited or come in, in any spelling', async () => {
    const { invite } = await withAdmin()
    await invite('bob@acme.test')
    await expect(invite('BOB@acme.test')).rejects.toThrow(coded('already-exists'))
    await expect(invite('ann@acme.test')).rejects.toThrow(coded('already-exists'))
    await expect(invite('ann@acme.test', { takeOver: true })).rejects.toThrow(coded('already-exists'))
  })

  it('is finished by a repeat with the same id', async () => {
    const { invite, accept, isGood, ambient, eventsOf } = await withAdmin()
    const userId = ambient.random.id()
    const first = await invite('bob@acme.test', { userId })
    const second = await invite('bob@acme.test', { userId })
    expect(await isGood(first.token)).toBe(false)
    await accept(second.token)
    expect((await eventsOf('claim-')).filter(({ type }) => type === 'EmailClaimed')).toHaveLength(2)
  })

  it.each(['', 'x', 'A'.repeat(86), 'A'.repeat(85), 'ä'.repeat(86)])('is not %s', async (token) => {
    const { accept } = await withAdmin()
    await expect(accept(token)).rejects.toThrow(coded('invalid-credentials'))
  })

  it('is not a link for a new password, nor the other way round', async () => {
    const { invite, accept, commands, tenantId, annId } = await withAdmin()
    const { token } = await invite('bob@acme.test')
    await expect(commands.resetPassword({ token, next: goodPassword }, asked)).rejects.toThrow(
      coded('invalid-credentials'),
    )
    const reset = await commands.offerPasswordReset({ tenantId, userId: annId }, operator)
    await expect(accept(reset.token)).rejects.toThrow(coded('invalid-credentials'))
  })
})

describe('a disabled person\u2019s address', () => {
  it('is taken over only when asked for, and brings nothing of the former along', async () => {
    const { invite, accept, add, commands, directory, tenantId, annId } = await withAdmin()
    const { userId: formerId } = await add('bob@acme.test', ['admin'])
    await commands.disableUser({ tenantId, userId: formerId, ...because }, adminOf(annId))
    await expect(invite('bob@acme.test')).rejects.toThrow(coded('already-exists'))
    const { userId, token } = await invite('bob@acme.test', { takeOver: true, roles: ['member'] })
    await accept(token, 'Another Bob')
    expect(userId).not.toBe(formerId)
    expect(await directory.personByEmail(tenantId, 'bob@acme.test')).toMatchObject({
      userId,
      name: 'Another Bob',
      roles: ['member'],
    })
    await expect(commands.enableUser({ tenantId, userId: formerId, ...because }, adminOf(annId))).rejects.toThrow(
      coded('wrong-state'),
    )
  })
})

describe('a link for a new password', () => {
  const withBob = async () => {
    const setting = await withAdmin()
    const { userId } = await setting.add('bob@acme.test')
    const offer = () =>
      setting.commands.offerPasswordReset({ tenantId: setting.tenantId, userId }, adminOf(setting.annId))
    const use = (token: string, next = 'something new entirely') =>
      setting.commands.resetPassword({ token, next }, asked)
    return { ...setting, bobId: userId, offer, use }
  }

  it('leaves the old password until it is used, then ends every session', async () => {
    const { offer, use, directory, passwords, tenantId, bobId, eventsOf } = await withBob()
    const { token } = await offer()
    const before = await directory.person(tenantId, bobId)
    expect(await passwords.verify(tenantId, before!.secretId, goodPassword)).toBe(true)
    await use(token)
    const after = await directory.person(tenantId, bobId)
    expect(await passwords.verify(tenantId, after!.secretId, 'something new entirely')).toBe(true)
    expect((await eventsOf('user-')).at(-1)).toMatchObject({
      type: 'CredentialChanged',
      data: { by: 'person', except: [] },
    })
  })

  it('works once, and not after a day, a newer link, a changed password or a disabling', async () => {
    const { offer, use, ambient, commands, tenantId, bobId, annId } = await withBob()
    const dead = async (token: string) => expect(use(token)).rejects.toThrow(coded('invalid-credentials'))
    const used = await offer()
    await use(used.token)
    await dead(used.token)
    const old = await offer()
    ambient.pass(day)
    await dead(old.token)
    const replaced = await offer()
    const changed = await offer()
    await dead(replaced.token)
    await commands.giveOneTimePassword({ tenantId, userId: bobId }, adminOf(annId))
    await dead(changed.token)
    const disabled = await offer()
    await commands.disableUser({ tenantId, userId: bobId, ...because }, adminOf(annId))
    await commands.enableUser({ tenantId, userId: bobId, ...because }, adminOf(annId))
    await dead(disabled.token)
  })

  it('is none for somebody who is invited, disabled or unknown', async () => {
    const { invite, commands, tenantId, bobId, annId, ambient } = await withBob()
    const offer = (userId: string) => commands.offerPasswordReset({ tenantId, userId }, adminOf(annId))
    await expect(offer((await invite('eve@acme.test')).userId)).rejects.toThrow(coded('wrong-state'))
    await commands.disableUser({ tenantId, userId: bobId, ...because }, adminOf(annId))
    await expect(offer(bobId)).rejects.toThrow(coded('wrong-state'))
    await expect(offer(ambient.random.id())).rejects.toThrow(coded('not-found'))
  })
})
