import { afterEach, describe, expect, it } from 'vitest'
import { createGuard, type GuardOptions } from '../../../../client/guard/entry.ts'
import { eventually } from '../../../support/eventually.ts'
import {
  beatText,
  eventText,
  type GuardAlone,
  guardAlone,
  resetText,
  rollcallDouble,
} from '../../../support/rollcallDouble.ts'
import { current, previous, stranger } from '../../../support/vectors/vectorKeys.ts'
import { ids, issuer, now, tokenOf } from '../../../support/vectors/vectorTokens.ts'

const guards: GuardAlone[] = []
afterEach(() => Promise.all(guards.splice(0).map(({ guard }) => guard.close())))

const starting = (...options: Parameters<typeof guardAlone>): GuardAlone => {
  const alone = guardAlone(...options)
  guards.push(alone)
  return alone
}
const knowing = async (...options: Parameters<typeof guardAlone>): Promise<GuardAlone> => {
  const alone = starting(...options)
  await alone.tell(resetText() + beatText('p1', now * 1000))
  await alone.guard.ready()
  return alone
}
const askedFor = ({ rollcall }: GuardAlone, what: string): number =>
  rollcall.asked.filter((asked) => asked.includes(what)).length
const codeOf = async ({ guard }: GuardAlone, token: string): Promise<string | undefined> =>
  (await guard.verify(token)).refusal?.code

describe('a guard whose knowledge is old', () => {
  it('asks Rollcall for each token, and does what it answers', async () => {
    const alone = await knowing()
    alone.clock.pass(6_000)
    expect(alone.guard.status()).toMatchObject({ feed: 'behind', decidesBy: 'asking', behindMs: 6_000 })
    expect(await codeOf(alone, tokenOf())).toBeUndefined()
    alone.rollcall.answers.introspect = () => Response.json({ active: false })
    expect(await codeOf(alone, tokenOf({ jti: 'another' }))).toBe('not-signed-in')
  })

  it('takes no answer about another session for one about this', async () => {
    const alone = await knowing()
    alone.clock.pass(6_000)
    alone.rollcall.answers.introspect = () => Response.json({ active: true, sid: ids.otherSession })
    expect(await codeOf(alone, tokenOf())).toBe('not-signed-in')
  })

  it('asks once for requests that come together, and again after a second', async () => {
    const alone = await knowing()
    alone.clock.pass(6_000)
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => codeOf(alone, tokenOf())))
    expect([...new Set(verdicts), askedFor(alone, 'introspect')]).toEqual([undefined, 1])
    alone.clock.pass(1_000)
    alone.rollcall.answers.introspect = () => Response.json({ active: false })
    expect(await codeOf(alone, tokenOf())).toBe('not-signed-in')
  })

  it('lets nobody in while Rollcall does not answer, and asks for nobody whose token is not good', async () => {
    const alone = await knowing()
    alone.clock.pass(6_000)
    for (const answer of [
      () => new Response(null, { status: 503 }),
      () => new Response('no JSON'),
      () => Promise.reject(new Error('no connection')),
    ]) {
      alone.rollcall.answers.introspect = answer
      expect(await codeOf(alone, tokenOf())).toBe('revocation-unknown')
    }
    const before = askedFor(alone, 'introspect')
    expect(await codeOf(alone, tokenOf({ exp: now }))).toBe('not-signed-in')
    expect(askedFor(alone, 'introspect')).toBe(before)
  })

  it('refuses everybody and asks nobody where it is told so', async () => {
    const alone = await knowing({ whenStale: 'refuse' })
    alone.clock.pass(6_000)
    expect(alone.guard.status().decidesBy).toBe('refusing')
    expect(await codeOf(alone, tokenOf())).toBe('revocation-unknown')
    expect(askedFor(alone, 'introspect')).toBe(0)
  })
})

describe('the keys of a guard', () => {
  const publish = (alone: GuardAlone, ...keys: (typeof current)[]): void => {
    alone.rollcall.answers.keys = () => Response.json({ keys: keys.map(({ jwk }) => jwk) })
  }

  it('are asked for again when a token names a new one', async () => {
    const alone = await knowing()
    publish(alone, current, stranger)
    alone.clock.pass(5_000)
    await alone.tell(beatText('p2', now * 1000 + 5_000))
    expect(await codeOf(alone, tokenOf({}, stranger))).toBeUndefined()
  })

  it('are asked for once in five seconds, however many unknown ones are named', async () => {
    const alone = await knowing({ whenStale: 'refuse' })
    const before = askedFor(alone, 'jwks')
    const flood = () => Promise.all(Array.from({ length: 100 }, () => codeOf(alone, tokenOf({}, stranger))))
    expect([...new Set(await flood()), askedFor(alone, 'jwks') - before]).toEqual(['not-signed-in', 0])
    alone.clock.pass(5_000)
    await flood()
    expect(askedFor(alone, 'jwks') - before).toBe(1)
  })

  it('that are withdrawn are not good any more, for remembered tokens either', async () => {
    const alone = await knowing()
    const token = tokenOf({}, previous)
    expect(await codeOf(alone, token)).toBeUndefined()
    publish(alone, current)
    alone.clock.pass(5_000)
    await alone.tell(beatText('p2', now * 1000 + 5_000))
    await codeOf(alone, tokenOf({}, stranger))
    expect(await codeOf(alone, token)).toBe('not-signed-in')
    expect(await codeOf(alone, tokenOf())).toBeUndefined()
  })

  it('stay while Rollcall answers nonsense', async () => {
    const alone = await knowing()
    for (const answer of [
      () => new Response('x'),
      () => Response.json({ keys: 7 }),
      () => Response.json({ keys: [] }),
      () => new Response(null, { status: 500 }),
    ]) {
      alone.rollcall.answers.keys = answer
      alone.clock.pass(5_000)
      await alone.tell(beatText('p2', alone.clock.now()))
      expect(await codeOf(alone, tokenOf({}, stranger))).toBe('revocation-unknown')
      expect(await codeOf(alone, tokenOf())).toBeUndefined()
    }
  })

  it('are only Ed25519', async () => {
    const { x } = current.jwk
    const rollcall = rollcallDouble()
    rollcall.answers.keys = () =>
      Response.json({
        keys: [
          { kty: 'RSA', n: x, e: 'AQAB', kid: 'a' },
          { kty: 'oct', k: x, kid: 'b' },
          { kty: 'OKP', crv: 'X25519', x, kid: 'c' },
          null,
          7,
          current.jwk,
        ],
      })
    const alone = await knowing({ rollcall })
    expect(alone.guard.status().keys).toBe(1)
  })
})

describe('a guard', () => {
  it('says 503 while it has no keys', async () => {
    const rollcall = rollcallDouble()
    rollcall.answers.keys = () => new Response(null, { status: 503 })
    const troubles: string[] = []
    const alone = starting({ rollcall, onTrouble: (trouble) => troubles.push(trouble) })
    expect((await alone.guard.verify(tokenOf())).refusal).toMatchObject({
      code: 'revocation-unknown',
      why: 'keys-missing',
    })
    expect(alone.guard.status().trouble).toContain('jwks.json with 503')
    expect(troubles).toHaveLength(1)
  })

  it('says what is wrong with its key, and nothing of the key', async () => {
    const rollcall = rollcallDouble()
    rollcall.answers.revocations = () => new Response(null, { status: 403 })
    const alone = starting({ rollcall })
    await eventually(() =>
      expect(alone.guard.status().trouble).toBe('Error: Rollcall answered /v1/revocations with 403'),
    )
  })

  it('begins anew where Rollcall cannot read its position', async () => {
    const alone = await knowing()
    alone.rollcall.answers.revocations = () => new Response(null, { status: 400 })
    ;(await alone.stream()).end()
    await eventually(() => expect(askedFor(alone, 'since=p1')).toBe(1))
    alone.rollcall.answers.revocations = () => null
    await eventually(() => expect(alone.rollcall.streams).toHaveLength(2))
    expect(alone.rollcall.streams[1]!.since).toBeNull()
  })

  it('opens a stream anew on which nothing comes', async () => {
    const alone = await knowing()
    alone.clock.pass(11_000)
    await eventually(() => expect(alone.rollcall.streams).toHaveLength(2))
    expect(alone.guard.status().reconnects).toBe(1)
  })

  it('refuses who has a one-time password, unless it is told otherwise', async () => {
    const token = tokenOf({ must_change_password: true })
    expect(await codeOf(await knowing(), token)).toBe('password-change-required')
    expect(await codeOf(await knowing({ admitBeforePasswordChange: true }), token)).toBeUndefined()
  })

  it('hands out a caller that nobody can change', async () => {
    const alone = await knowing()
    const { caller } = await alone.guard.verify(tokenOf())
    expect(() => (caller!.roles as string[]).push('admin')).toThrow(TypeError)
    expect(() => Object.assign(caller!, { userId: 'x' })).toThrow(TypeError)
  })

  it('remembers so many tokens and no more', async () => {
    const alone = await knowing({ mostRemembered: 10 })
    for (let place = 0; place < 40; place += 1) await alone.guard.verify(tokenOf({ jti: String(place) }))
    expect(alone.guard.status().remembered).toBeLessThanOrEqual(10)
  })

  it('tells who watches a session of its end, also one that came before', async () => {
    const alone = await knowing()
    const { caller } = await alone.guard.verify(tokenOf())
    const told: string[] = []
    const unwatch = alone.guard.watch(caller!, () => told.push('unwatched'))
    unwatch()
    alone.guard.watch(caller!, ({ code }) => told.push(code))
    await alone.tell(eventText('ended', { sessionId: ids.session, exp: now + 1_860, position: 'p2' }))
    alone.guard.watch(caller!, ({ code }) => told.push(`late ${code}`))
    await eventually(() => expect(told).toEqual(['session-ended', 'late session-ended']))
  })

  it('looks once at who watches, however many rules come together', async () => {
    const alone = await knowing()
    const { caller } = await alone.guard.verify(tokenOf())
    let looks = 0
    // Whoever is looked at is asked for their claims.
    const counted = {
      ...caller!,
      get claims() {
        looks += 1
        return caller!.claims
      },
    }
    alone.guard.watch(counted, () => {})
    const rule = { scope: 'user', client: null, except: [], ends: true, at: '', gen: 1, exp: now + 1_860 }
    const rules = Array.from({ length: 100 }, (_, at) => ({ ...rule, id: ids.ann.replace(/^.../, String(100 + at)) }))
    looks = 0
    await alone.tell(rules.map((each) => eventText('not-before', { ...each, position: 'p2' })).join(''))
    expect(looks).toBe(1)
  })

  it('lets nobody in once it is closed, and leaves nothing open', async () => {
    const alone = await knowing()
    await alone.guard.close()
    expect(await codeOf(alone, tokenOf())).toBe('revocation-unknown')
    expect(alone.guard.status()).toMatchObject({ feed: 'closed', decidesBy: 'refusing' })
    expect(alone.rollcall.streams.some(({ isOpen }) => isOpen())).toBe(false)
  })

  it('stops reporting activity where its key may not', async () => {
    const alone = await knowing({ reportActivity: true })
    alone.rollcall.answers.activity = () => new Response(null, { status: 403 })
    const { caller } = await alone.guard.verify(tokenOf())
    alone.guard.recordActivity(caller!)
    await alone.guard.close()
    expect(alone.rollcall.activity).toEqual([[{ sessionId: ids.session, at: new Date(now * 1000).toISOString() }]])
    expect(alone.guard.status().activity).toBe('refused')
  })

  it('names the option that is wrong', () => {
    const options: GuardOptions = { baseUrl: issuer, audience: 'a', apiKey: 'k' }
    const wrong: [Partial<Record<keyof GuardOptions, unknown>>, string][] = [
      [{ baseUrl: 'sessions.example' }, 'baseUrl'],
      [{ baseUrl: undefined }, 'baseUrl'],
      [{ audience: undefined }, 'audience'],
      [{ audience: [] }, 'audience'],
      [{ apiKey: '' }, 'apiKey'],
      [{ name: 'two words' }, 'name'],
      [{ version: '1 2' }, 'version'],
      [{ staleAfterSeconds: 1 }, 'staleAfterSeconds'],
    ]
    for (const [part, name] of wrong)
      expect(() => createGuard({ ...options, ...part } as GuardOptions), name).toThrow(`createGuard: ${name} `)
  })
})
