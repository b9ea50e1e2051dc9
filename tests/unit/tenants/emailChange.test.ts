import { noFactors } from '#services/tenants/factors/factorState.ts'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sweepRules } from '#services/tenants/secrets/sweepSecrets.ts'
import { because, goodPassword, operator, tenantsInMemory } from '../../support/tenantsInMemory.ts'

const coded = (code: string) => expect.objectContaining({ code })
const day = 24 * 3_600_000
const asked = { correlationId: 'c', context: null }

const withAnn = async () => {
  const setting = await tenantsInMemory()
  const { tenantId, commands, directory } = setting
  await setting.add('ada@acme.test', ['admin'])
  const { userId } = await setting.add('ann@acme.test')
  const own = { actor: { kind: 'user', id: userId }, ...asked } as const
  const offer = (email: string, password = goodPassword) =>
    commands.offerEmailChange({ tenantId, userId, email, password }, own)
  const confirm = (token: string) => commands.confirmEmail(token, asked)
  const move = async (email: string) => confirm((await offer(email)).token)
  const ownerOf = async (email: string) => (await directory.personByEmail(tenantId, email))?.userId ?? null
  return { ...setting, userId, own, offer, confirm, move, ownerOf }
}

describe('an address that a person wants to change to', () => {
  it('changes nothing before the link that went there was opened', async () => {
    const { offer, ownerOf, directory, tenantId, userId } = await withAnn()
    await offer('ann@new.test')
    expect([await ownerOf('ann@acme.test'), await ownerOf('ann@new.test')]).toEqual([userId, null])
    expect((await directory.person(tenantId, userId))?.emailChange).toMatchObject({ email: 'ann@new.test' })
  })

  it('is the only one that finds the person afterwards, and the log has both', async () => {
    const { move, ownerOf, userId, eventsOf } = await withAnn()
    expect(await move('ann@new.test')).toMatchObject({ email: 'ann@new.test', tenant: { slug: 'acme' } })
    expect([await ownerOf('ann@acme.test'), await ownerOf('ann@new.test')]).toEqual([null, userId])
    expect((await eventsOf('user-')).at(-1)).toMatchObject({
      type: 'EmailChanged',
      actor: { kind: 'user', id: userId },
      data: { email: 'ann@new.test', former: 'ann@acme.test', by: 'person', looksAlike: false },
    })
  })

  it('is offered to nobody who does not know the password', async () => {
    const { offer, eventsOf } = await withAnn()
    const before = (await eventsOf('')).length
    const mistake = {
      code: 'invalid-request',
      details: { errors: [{ path: 'body.password', code: 'wrong-password' }] },
    }
    await expect(offer('ann@new.test', 'a guess at it')).rejects.toMatchObject(mistake)
    expect(await eventsOf('')).toHaveLength(before)
  })

  it('is not the one that the person has already', async () => {
    const { offer } = await withAnn()
    await expect(offer('ann@acme.test')).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it('does not tell before the link is opened that somebody else has it', async () => {
    const { offer, confirm, add, ownerOf, userId } = await withAnn()
    const bob = await add('bob@acme.test')
    const { token } = await offer('bob@acme.test')
    await expect(confirm(token)).rejects.toThrow(coded('already-exists'))
    expect([await ownerOf('bob@acme.test'), await ownerOf('ann@acme.test')]).toEqual([bob.userId, userId])
  })

  it('may be the same one in another spelling', async () => {
    const { move, ownerOf, userId } = await withAnn()
    await move('Ann@Acme.test')
    expect(await ownerOf('ann@acme.test')).toBe(userId)
  })

  it('is said to look like another one', async () => {
    const { move, eventsOf } = await withAnn()
    await move('\u0430da@acme.test')
    expect((await eventsOf('user-')).at(-1)).toMatchObject({ data: { looksAlike: true } })
  })
})

describe('the link to a new address', () => {
  it('is good once, for 24 hours, and only the last one', async () => {
    const { offer, confirm, ambient } = await withAnn()
    const first = await offer('ann@new.test')
    const second = await offer('ann@other.test')
    await expect(confirm(first.token)).rejects.toThrow(coded('invalid-credentials'))
    await confirm(second.token)
    await expect(confirm(second.token)).rejects.toThrow(coded('invalid-credentials'))
    const third = await offer('ann@third.test')
    ambient.pass(day)
    await expect(confirm(third.token)).rejects.toThrow(coded('invalid-credentials'))
  })

  it('is dead when the person keeps the address, changes the password or is disabled', async () => {
    const { offer, commands, tenantId, userId, own } = await withAnn()
    const isGood = async (token: string) => (await commands.findEmailChange(token)) !== null
    const about = { tenantId, userId }
    const withdrawn = await offer('ann@new.test')
    expect(await isGood(withdrawn.token)).toBe(true)
    await commands.changeProfile({ ...about, type: 'WithdrawEmailChange' }, own)
    expect(await isGood(withdrawn.token)).toBe(false)
    const before = await offer('ann@new.test')
    const next = 'another pass phrase'
    await commands.changePassword({ ...about, sessionId: randomUUID(), current: goodPassword, next }, own)
    expect(await isGood(before.token)).toBe(false)
    const last = await offer('ann@new.test', next)
    await commands.disableUser({ ...about, ...because }, operator)
    expect(await isGood(last.token)).toBe(false)
  })

  it('ends a link for a new password that went to the former address', async () => {
    const { offer, confirm, commands, tenantId, userId } = await withAnn()
    const reset = await commands.offerPasswordReset({ tenantId, userId }, operator)
    await confirm((await offer('ann@new.test')).token)
    expect(await commands.findLink(reset.token, 'registered')).toBeNull()
  })

  it('keeps its secret from being swept while it is good', async () => {
    const { offer, directory, tenantId, userId } = await withAnn()
    await offer('ann@new.test')
    const id = (await directory.person(tenantId, userId))!.emailChange!.secretId
    const { link } = sweepRules({ ...directory, keysOf: async () => new Map(), factorsOf: async () => noFactors })
    expect(await link({ tenantId, userId, id })).toBe(true)
  })
})

describe('an address that a person gave up', () => {
  it('is free at once and brings nothing of the former owner along', async () => {
    const { move, add, ownerOf, ambient } = await withAnn()
    ambient.pass(1)
    await move('ann@new.test')
    const other = await add('ann@acme.test')
    expect(await ownerOf('ann@acme.test')).toBe(other.userId)
  })

  it('can be taken back while nobody else has it', async () => {
    const { move, ownerOf, userId, ambient } = await withAnn()
    for (const email of ['ann@new.test', 'ann@acme.test', 'ann@new.test']) {
      ambient.pass(1)
      await move(email)
    }
    expect([await ownerOf('ann@acme.test'), await ownerOf('ann@new.test')]).toEqual([null, userId])
  })

  it('is not lost to two people who want it at once', async () => {
    const { offer, confirm, move, add, commands, tenantId, ownerOf, ambient } = await withAnn()
    const bob = await add('bob@acme.test')
    ambient.pass(1)
    await move('ann@new.test')
    ambient.pass(1)
    const by = { actor: { kind: 'user', id: bob.userId }, ...asked } as const
    const wanted = { tenantId, userId: bob.userId, email: 'ann@acme.test', password: goodPassword }
    const tokens = [(await offer('ann@acme.test')).token, (await commands.offerEmailChange(wanted, by)).token]
    const outcomes = await Promise.allSettled(tokens.map(confirm))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await ownerOf('ann@acme.test')).not.toBeNull()
  })

  it('stays claimed for a minute for somebody whose change was cut short', async () => {
    const { add, offer, confirm, ownerOf, userId, ambient, commands, tenantId, own, options } = await withAnn()
    const { token } = await offer('ann@new.test')
    const { append } = options.store
    options.store.append = async (stream, ...rest) => {
      if (stream.startsWith('user-')) throw new Error('the process died here')
      return append(stream, ...rest)
    }
    await expect(confirm(token)).rejects.toThrow('the process died here')
    options.store.append = append
    expect([await ownerOf('ann@new.test'), await ownerOf('ann@acme.test')]).toEqual([null, userId])
    await expect(add('ann@new.test')).rejects.toThrow(coded('already-exists'))
    ambient.pass(60_001)
    await commands.changeProfile({ tenantId, userId, type: 'WithdrawEmailChange' }, own)
    expect(await ownerOf('ann@new.test')).toBeNull()
    expect((await add('ann@new.test')).userId).toBe(await ownerOf('ann@new.test'))
  })
})

describe('an admin', () => {
  it('gives a person another address without a confirmation', async () => {
    const { commands, tenantId, userId, ownerOf, eventsOf } = await withAnn()
    const change = { tenantId, userId, email: 'ann@new.test' }
    await commands.changeEmail(change, operator)
    expect(await ownerOf('ann@new.test')).toBe(userId)
    expect((await eventsOf('user-')).at(-1)).toMatchObject({ type: 'EmailChanged', data: { by: 'admin' } })
    const before = (await eventsOf('')).length
    await commands.changeEmail(change, operator)
    expect(await eventsOf('')).toHaveLength(before)
  })
})

describe('a profile', () => {
  it('has a name and preferences that change only when they are others', async () => {
    const { commands, tenantId, userId, own, directory, eventsOf } = await withAnn()
    const preferences = {
      theme: 'dark',
      rowHeight: 'compact',
      timeZone: 'Europe/Lisbon',
      timeLanguage: 'pt-BR',
    } as const
    const about = { tenantId, userId }
    for (let round = 0; round < 2; round += 1) {
      await commands.changeProfile({ ...about, type: 'RenameUser', name: 'Ann Lee' }, own)
      await commands.changeProfile({ ...about, type: 'ChangePreferences', preferences }, own)
    }
    expect(await directory.person(tenantId, userId)).toMatchObject({ name: 'Ann Lee', preferences })
    expect((await eventsOf('user-')).slice(-2).map(({ type }) => type)).toEqual(['UserRenamed', 'PreferencesChanged'])
  })
})
