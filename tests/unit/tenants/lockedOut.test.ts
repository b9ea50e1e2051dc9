import { describe, expect, it } from 'vitest'
import { systemTenantId } from '#events/streams.ts'
import { decideKeeper } from '#services/tenants/keepers.ts'
import { unknownTenant } from '#services/tenants/tenantState.ts'
import { systemTenant } from '#services/tenants/setup/setup.ts'
import { tenants } from '#services/tenants/tenants.ts'
import { adminOf, because, goodPassword, operator, tenantsInMemory } from '../../support/tenantsInMemory.ts'

const lockedOut = expect.objectContaining({ code: 'locks-you-out' })

const withAdmins = async (...names: string[]) => {
  const setting = await tenantsInMemory()
  const ids = await Promise.all(names.map(async (name) => (await setting.add(`${name}@acme.test`, ['admin'])).userId))
  const { commands, tenantId } = setting
  const disable = (by: string, userId: string) => commands.disableUser({ tenantId, userId, ...because }, adminOf(by))
  const demote = (by: string, userId: string) =>
    commands.changeRoles({ tenantId, userId, roles: ['member'], ...because }, adminOf(by))
  const enable = (userId: string) => commands.enableUser({ tenantId, userId, ...because }, operator)
  const hold = (by: string, userId: string, until = '2999-01-01T00:00:00.000Z') =>
    commands.holdUser({ tenantId, userId, until, ...because }, adminOf(by))
  const release = (userId: string) => commands.releaseUser({ tenantId, userId, ...because }, operator)
  return { ...setting, ids, disable, demote, enable, hold, release }
}

describe('the last admin', () => {
  it('is neither disabled nor demoted, not from the command line either', async () => {
    const { ids, disable, demote, directory, tenantId } = await withAdmins('ann')
    await expect(disable('command-line', ids[0]!)).rejects.toThrow(lockedOut)
    await expect(demote('command-line', ids[0]!)).rejects.toThrow(lockedOut)
    expect(await directory.person(tenantId, ids[0]!)).toMatchObject({ disabled: false, roles: ['admin'] })
  })

  it('is whoever is left when the others are disabled, demoted or only invited', async () => {
    const { ids, disable, demote, enable, commands, tenantId } = await withAdmins('ann', 'bob', 'cyd')
    const [ann, bob, cyd] = ids as [string, string, string]
    await commands.inviteUser({ tenantId, email: 'eve@acme.test', roles: ['admin'] }, adminOf(ann))
    await disable(ann, bob)
    await demote(ann, cyd)
    await expect(disable(cyd, ann)).rejects.toThrow(lockedOut)
    await enable(bob)
    await disable(bob, ann)
    await expect(demote(ann, bob)).rejects.toThrow(lockedOut)
  })

  it('stays when two admins disable each other at once, in two processes', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { ids, options, tenantId, directory } = await withAdmins('ann', 'bob')
      const [ann, bob] = ids as [string, string]
      const [here, there] = [tenants(options), tenants(options)]
      await Promise.allSettled([
        here.commands.disableUser({ tenantId, userId: bob, ...because }, adminOf(ann)),
        there.commands.changeRoles({ tenantId, userId: ann, roles: ['member'], ...because }, adminOf(bob)),
      ])
      const people = await Promise.all(ids.map((userId) => directory.person(tenantId, userId)))
      expect(people.filter((person) => person!.roles.includes('admin') && !person!.disabled)).toHaveLength(1)
    }
  })

  it('is not held either, and those who are held do not count while they are', async () => {
    const { ids, hold, release, demote, disable } = await withAdmins('ann', 'bob')
    const [ann, bob] = ids as [string, string]
    await expect(hold(ann, ann)).rejects.toThrow(lockedOut)
    await hold(ann, bob)
    for (const act of [hold, disable, demote]) await expect(act('cyd', ann)).rejects.toThrow(lockedOut)
    await release(bob)
    await hold(bob, ann, '2000-01-01T00:00:00.000Z')
    await hold(ann, bob)
  })

  it('stays when two admins hold each other at once, in two processes', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { ids, options, tenantId } = await withAdmins('ann', 'bob')
      const [ann, bob] = ids as [string, string]
      const until = '2999-01-01T00:00:00.000Z'
      const held = await Promise.allSettled([
        tenants(options).commands.holdUser({ tenantId, userId: bob, until, ...because }, adminOf(ann)),
        tenants(options).commands.holdUser({ tenantId, userId: ann, until, ...because }, adminOf(bob)),
      ])
      expect(held.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  it.each([
    ['a longer hold', '2999-01-02T00:00:00.000Z', [{ until: '2999-01-02T00:00:00.000Z' }]],
    ['a disabling', undefined, [{ until: undefined }]],
    ['a shorter hold', '2998-01-01T00:00:00.000Z', []],
  ])('is not counted again after %s of somebody held is over', (_what, until, expected) => {
    const state = { ...unknownTenant, setAside: new Map([['bob', '2999-01-01T00:00:00.000Z']]) }
    const question = { userId: 'bob', maySignIn: new Set<string>(), at: '2998-12-31T12:00:00.000Z' }
    const ofHold = until === undefined ? {} : { until }
    const decided = decideKeeper({ type: 'SetAsideAdmin', ...ofHold, ...question }, state)
    expect(decided.map(({ data }) => ({ until: 'until' in data ? data.until : undefined }))).toEqual(expected)
  })

  it('lets an invite be withdrawn and a member be disabled', async () => {
    const { ids, add, disable, commands, tenantId } = await withAdmins('ann')
    const eve = await commands.inviteUser({ tenantId, email: 'eve@acme.test', roles: ['admin'] }, operator)
    await commands.withdrawInvite({ tenantId, userId: eve.userId, ...because }, operator)
    await disable(ids[0]!, (await add('bob@acme.test')).userId)
  })

  it('is the last operator in the system tenant', async () => {
    const { commands } = await tenantsInMemory()
    await commands.registerTenant(systemTenant, operator)
    const { userId } = await commands.addUser(
      {
        tenantId: systemTenantId,
        email: 'root@host.test',
        name: 'Root',
        roles: ['operator'],
        credential: { kind: 'password', password: goodPassword },
      },
      operator,
    )
    await expect(commands.disableUser({ tenantId: systemTenantId, userId, ...because }, operator)).rejects.toThrow(
      lockedOut,
    )
  })
})

describe('an admin', () => {
  it('locks nobody out but others: not themselves, however many admins there are', async () => {
    const { ids, disable, demote, commands, tenantId, directory } = await withAdmins('ann', 'bob')
    const [ann] = ids as [string]
    await expect(disable(ann, ann)).rejects.toThrow(lockedOut)
    await expect(demote(ann, ann)).rejects.toThrow(lockedOut)
    await commands.changeRoles({ tenantId, userId: ann, roles: ['admin', 'auditor'], ...because }, adminOf(ann))
    expect(await directory.person(tenantId, ann)).toMatchObject({ disabled: false, roles: ['admin', 'auditor'] })
  })
})
