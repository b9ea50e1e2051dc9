import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import {
  acme,
  login,
  memoryInstallation,
  sessionStack,
  unstartedStack,
  type Installation,
  type ReplyBody,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
const stacks: Stack[] = []

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await another()
  tenant = await acme(stack)
})
afterEach(async () => {
  for (const one of stacks.splice(0)) await one.stop()
})

const another = async (...change: [Parameters<typeof sessionStack>[2]?]): Promise<Stack> => {
  const made = await sessionStack(installation, ambient, ...change)
  stacks.push(made)
  return made
}
const tailOf = ({ log, codec }: Installation): LogTail =>
  storeLogTail({ log, codec, now: () => performance.now(), onFailure: () => undefined })

const because = { reason: 'secret', message: 'Call the desk.', ticket: null, operationId: null }
const metadata = () => ({ tenantId: tenant.tenantId, ...tenant.origin })
const signIn = async () => (await login(stack)).body
const check = async (at: Stack, session: Pick<ReplyBody, 'accessToken'>) => {
  const { body } = await at.call('GET /v1/auth/session', { token: session.accessToken })
  return body['active'] === true ? 'active' : [body.code, body['cause'], body['message']].filter(Boolean).join(' ')
}
const revoke = ({ session }: Pick<ReplyBody, 'session'>) =>
  stack.service.revokeSession({ sessionId: session.id, cause: 'admin', ...because }, metadata())
const invalidate = (except: string[] = [], userId: string | null = tenant.userId) =>
  stack.service.invalidateSessions({ userId, except, cause: 'admin', ...because }, metadata())
const changeRoles = () =>
  stack.people.commands.changeRoles(
    { ...because, tenantId: tenant.tenantId, userId: tenant.userId, roles: ['admin'] },
    tenant.origin,
  )

const deaf = (store = installation.store): Promise<Stack> => {
  const tail = tailOf(installation)
  // Hears nothing after its start, as a process cut off from the store's notifications and answers.
  return another({ store, tail: { ...tail, listen: () => () => undefined, isFresh: () => false } })
}

describe('a session check', () => {
  it('asks the store nothing once the token is known', async () => {
    let reads = 0
    const store: EventStore = {
      ...installation.store,
      readStream: (...of) => {
        reads += 1
        return installation.store.readStream(...of)
      },
    }
    const counting = await another({ store })
    const { accessToken } = await signIn()
    await counting.service.checkSession(accessToken)
    const before = reads
    for (let use = 0; use < 100; use += 1) await counting.service.checkSession(accessToken)
    expect(counting.service.checkSession(accessToken)).not.toBeInstanceOf(Promise)
    expect(reads).toBe(before)
  })

  it('refuses what is no token of ours, and one that has expired', async () => {
    const session = await signIn()
    const [head, claims, signature] = session.accessToken.split('.')
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    for (const accessToken of [
      'x',
      `${none}.${claims}.`,
      `${none}.${claims}.${signature}`,
      `${head}.${claims}.${claims}`,
    ])
      expect(await check(stack, { accessToken })).toBe('not-signed-in')
    ambient.pass(1_800_000)
    expect(await check(stack, session)).toBe('not-signed-in')
  })

  it('refuses a session that another process ended, with the words for its person only', async () => {
    const other = await another()
    const session = await signIn()
    expect(await check(other, session)).toBe('active')
    await revoke(session)
    await expect.poll(() => check(other, session)).toBe('session-ended admin Call the desk.')
    expect(await check(stack, session)).toBe('session-ended admin Call the desk.')
  })

  it('refuses everything of a person at once, but what was spared and what came after', async () => {
    const [spared, ended] = [await signIn(), await signIn()]
    await invalidate([spared.session.id])
    const later = await signIn()
    expect(await check(stack, ended)).toBe('session-ended admin Call the desk.')
    expect(await check(stack, spared)).toBe('active')
    expect(await check(stack, later)).toBe('active')
  })

  it('refuses everything of a tenant', async () => {
    const session = await signIn()
    await invalidate([], null)
    expect(await check(stack, session)).toBe('session-ended admin Call the desk.')
    expect(await check(stack, await signIn())).toBe('active')
  })

  it('asks for a refresh after a change of roles, of that person only', async () => {
    await tenant.add('bob@acme.test')
    const [session, bobs] = [await signIn(), (await login(stack, { email: 'bob@acme.test' })).body]
    await changeRoles()
    await expect.poll(() => check(stack, session)).toBe('token-outdated')
    expect(await check(stack, bobs)).toBe('active')
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: session.refreshToken } })
    expect(renewed.body.user.roles).toEqual(['admin'])
    expect(await check(stack, renewed.body)).toBe('active')
  })
})

describe('after a restart', () => {
  it('is not ready before the head seen at start is applied', async () => {
    const { accessToken } = await signIn()
    const { service, tail } = unstartedStack(installation, ambient)
    const check = async () => service.checkSession(accessToken)
    const from = await service.prepare()
    await expect(check()).rejects.toMatchObject({ code: 'not-ready' })
    await tail.start(from)
    service.begin()
    await expect(check()).resolves.toMatchObject({ userId: tenant.userId })
    await service.stop()
    await tail.stop()
  })

  it('knows who was ended, and finds the words in the stream', async () => {
    const session = await signIn()
    await revoke(session)
    expect(await check(await another(), session)).toBe('session-ended admin Call the desk.')
  })

  it('judges tokens older than its memory by the streams: ended, spared, outdated or untouched', async () => {
    await tenant.add('bob@acme.test')
    const bobs = (await login(stack, { email: 'bob@acme.test' })).body
    const [spared, ended] = [await signIn(), await signIn()]
    const undrained = { undrainedSessions: async () => ({ position: 0, sessions: [] }) }
    await invalidate([spared.session.id])
    const restarted = await another(undrained)
    expect(await check(restarted, ended)).toBe('session-ended admin Call the desk.')
    expect(await check(restarted, spared)).toBe('active')
    expect(await check(restarted, bobs)).toBe('active')
    await changeRoles()
    expect(await check(await another(undrained), spared)).toBe('token-outdated')
  })

  it('refuses to refresh what was ended before, drained or not', async () => {
    const undrained = { undrainedSessions: async () => ({ position: 0, sessions: [] }) }
    await stack.service.stop()
    const before = await another(undrained)
    const { body } = await login(before)
    await before.service.invalidateSessions(
      { userId: tenant.userId, except: [], cause: 'admin', ...because },
      metadata(),
    )
    const restarted = await another(undrained)
    const refused = await restarted.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    expect(refused.body).toMatchObject({ code: 'session-ended', cause: 'admin' })
  })
})

describe('while the tail is not fresh', () => {
  it('the streams are read', async () => {
    const stale = await deaf()
    const [ended, widely, good] = [await signIn(), await signIn(), await signIn()]
    for (const session of [ended, widely, good]) expect(await check(stale, session)).toBe('active')
    await revoke(ended)
    await invalidate([good.session.id])
    expect(await check(stale, ended)).toBe('session-ended admin Call the desk.')
    expect(await check(stale, widely)).toBe('session-ended admin Call the desk.')
    expect(await check(stale, good)).toBe('active')
    await changeRoles()
    expect(await check(stale, good)).toBe('token-outdated')
  })

  it('a change of roles that falls between the reads of two streams is not passed over', async () => {
    const session = await signIn()
    const isOfMoves = (stream: string) => stream.startsWith('tenant-') || stream.startsWith('user-')
    let changing: Promise<void> | undefined
    const change = async () => {
      await changeRoles()
      await invalidate([session.session.id])
    }
    const torn: EventStore = {
      ...installation.store,
      async readStream(stream, from) {
        if (!isOfMoves(stream)) return installation.store.readStream(stream, from)
        if (changing !== undefined) {
          await changing
          return installation.store.readStream(stream, from)
        }
        const read = installation.store.readStream(stream, from)
        await (changing = read.then(change))
        return read
      },
    }
    const stale = await deaf(torn)
    changing = undefined
    await check(stale, session)
    expect(changing).toBeDefined()
    expect(await check(stale, session)).toBe('token-outdated')
  })

  it('nobody is let in by guess', async () => {
    const away: EventStore = {
      ...installation.store,
      readStream: async () => {
        throw new CodedError('store-unavailable')
      },
    }
    const stale = await deaf(away)
    const session = await signIn()
    expect(await check(stale, session)).toBe('revocation-unknown')
  })
})
