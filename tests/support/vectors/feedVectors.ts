import { audience, ids, issuer, now, tokenOf } from './vectorTokens.ts'
import { current, previous } from './vectorKeys.ts'

/** Whose tokens are asked about. `ask`: nothing may be decided from memory. */
type Expected = Partial<Record<keyof typeof tokens, 'accept' | 'refuse' | 'ask'>>

export type FeedStep =
  /** The guard opens the stream, and says from where: null is the beginning. */
  | { opens: { since: string | null } }
  /** A piece of the stream, as it comes. */
  | { send: string }
  /** A piece that is no text of its own, in hex. */
  | { sendBytes: string }
  | { cut: true }
  /** Milliseconds pass. */
  | { wait: number }
  /** The guard gives the stream up. */
  | { givesUp: true }
  | { expect: Expected }
  /** The last position that the guard has confirmed. */
  | { confirms: string }

export interface FeedCase {
  id: string
  about: string
  steps: FeedStep[]
}

const annsOther = { sid: ids.otherSession, jti: 'other' }
const tokens = {
  /** Ann's session. */
  ann: tokenOf(),
  /** Another of hers, in another application with the same audience. */
  annOnPhone: tokenOf({ ...annsOther, client_id: 'phone' }),
  /** Ann's session, issued when one wide ending of hers had been. */
  annLater: tokenOf({ gen: '0.1', jti: 'later' }),
  /** Ben's, issued when two wide endings of the tenant had been. */
  ben: tokenOf({ sub: ids.ben, sid: '01939c5e-1f00-7abc-9def-00c0ffee0003', gen: '2.0', jti: 'ben' }),
  /** Of somebody with the same audience in another tenant. */
  foreigner: tokenOf({ tid: ids.otherTenant, sid: '01939c5e-1f00-7abc-9def-00c0ffee0004', jti: 'foreigner' }),
}

const exp = now + 1_860
const at = (milliseconds: number): string => new Date(now * 1000 + milliseconds).toISOString()
const text = (event: string, data: object, id?: string): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
const reset = text('reset', { tenantId: ids.tenant })
const ended = (sessionId: string, position: string): string => text('ended', { sessionId, exp, position }, position)
const beat = (position: string, afterMs = 0): string => text('beat', { position, at: at(afterMs) }, position)
const rule = { scope: 'user', id: ids.ann, client: null, except: [], ends: true, at: at(1_000), gen: 1, exp }
const notBefore = (said: Partial<Record<keyof typeof rule, unknown>>, position: string): string =>
  text('not-before', { ...rule, ...said, position }, position)

const opens: FeedStep = { opens: { since: null } }
const knowing: FeedStep[] = [opens, { send: `: connected\n\n${reset}${beat('p1')}` }]
const send = (...texts: string[]): FeedStep => ({ send: texts.join('') })
const expected = (expect: Expected): FeedStep => ({ expect })

const beginnings: Record<string, FeedStep[]> = {
  'knows nothing before the stream is open': [expected({ ann: 'ask' })],
  'knows nothing before the whole set has come': [
    opens,
    send(reset),
    expected({ ann: 'ask' }),
    send(ended(ids.otherSession, 'p1')),
    expected({ ann: 'ask', annOnPhone: 'refuse' }),
  ],
  'knows all with the first beat': [
    opens,
    send(reset, ended(ids.otherSession, 'p1')),
    send(beat('p2')),
    expected({ ann: 'accept', annOnPhone: 'refuse' }),
  ],
  'does not take a beat alone for knowledge': [opens, send(beat('p1')), expected({ ann: 'ask' })],
  'refuses the tokens of another tenant': [...knowing, expected({ ann: 'accept', foreigner: 'refuse' })],
  'confirms what it has applied': [...knowing, { confirms: 'p1' }, send(ended(ids.session, 'p2')), { confirms: 'p2' }],
}

const endings: Record<string, FeedStep[]> = {
  'refuses a session that has ended, and no other': [
    ...knowing,
    send(ended(ids.session, 'p2')),
    expected({ ann: 'refuse', annLater: 'refuse', annOnPhone: 'accept', ben: 'accept' }),
  ],
  'applies an ending before the next beat': [
    ...knowing,
    { wait: 900 },
    send(ended(ids.session, 'p2')),
    expected({ ann: 'refuse' }),
  ],
  'forgets everything with a reset': [
    ...knowing,
    send(ended(ids.session, 'p2')),
    send(reset),
    expected({ ann: 'ask' }),
    send(beat('p3')),
    expected({ ann: 'accept' }),
  ],
  'applies an ending twice as once': [
    ...knowing,
    send(ended(ids.session, 'p2'), ended(ids.session, 'p2')),
    expected({ ann: 'refuse', ben: 'accept' }),
  ],
  'finds an id in capitals': [...knowing, send(ended(ids.session.toUpperCase(), 'p2')), expected({ ann: 'refuse' })],
  'passes over an id that no session can have': [...knowing, send(ended('all', 'p2')), expected({ ann: 'accept' })],
}

const rules: Record<string, FeedStep[]> = {
  'refuses tokens of a person that know fewer wide endings': [
    ...knowing,
    send(notBefore({}, 'p2')),
    expected({ ann: 'refuse', annOnPhone: 'refuse', annLater: 'accept', ben: 'accept' }),
  ],
  'refuses tokens of a tenant that know fewer': [
    ...knowing,
    send(notBefore({ scope: 'tenant', id: ids.tenant, gen: 2 }, 'p2')),
    expected({ ann: 'refuse', annLater: 'refuse', ben: 'accept' }),
  ],
  'compares numbers, not texts': [
    ...knowing,
    send(notBefore({ scope: 'tenant', id: ids.tenant, gen: 10 }, 'p2')),
    expected({ ben: 'refuse' }),
  ],
  'spares the sessions that are excepted': [
    ...knowing,
    send(notBefore({ except: [ids.otherSession] }, 'p2')),
    expected({ ann: 'refuse', annOnPhone: 'accept' }),
  ],
  'does not spare whom another rule means': [
    ...knowing,
    send(
      notBefore({ except: [ids.session, ids.otherSession] }, 'p2'),
      notBefore({ gen: 2, except: [ids.otherSession] }, 'p3'),
    ),
    expected({ ann: 'refuse', annOnPhone: 'accept' }),
  ],
  'goes on refusing whom an older rule means': [
    ...knowing,
    send(notBefore({}, 'p2'), notBefore({ gen: 2, except: [ids.session] }, 'p3')),
    expected({ ann: 'refuse', annLater: 'accept', annOnPhone: 'refuse' }),
  ],
  'narrows a rule of a person to an application': [
    ...knowing,
    send(notBefore({ client: 'phone' }, 'p2')),
    expected({ ann: 'accept', annOnPhone: 'refuse' }),
  ],
  'ends an application': [
    ...knowing,
    send(notBefore({ scope: 'client', id: 'phone', client: 'phone', gen: 1 }, 'p2')),
    expected({ ann: 'accept', annOnPhone: 'refuse', ben: 'accept' }),
  ],
  'refuses tokens whose claims are outdated': [
    ...knowing,
    send(notBefore({ ends: false }, 'p2')),
    expected({ ann: 'refuse', annLater: 'accept' }),
  ],
  'does not go by the time where it has the number': [
    ...knowing,
    send(notBefore({ gen: 0 }, 'p2')),
    expected({ ann: 'accept' }),
  ],
}

const ages: Record<string, FeedStep[]> = {
  'decides for five seconds after a beat': [
    ...knowing,
    { wait: 4_900 },
    expected({ ann: 'accept' }),
    { wait: 200 },
    expected({ ann: 'ask' }),
  ],
  'decides again after the next beat': [
    ...knowing,
    { wait: 6_000 },
    expected({ ann: 'ask' }),
    send(beat('p2', 6_000)),
    expected({ ann: 'accept' }),
  ],
  'refuses what it knows to be over, however old its knowledge': [
    ...knowing,
    send(ended(ids.session, 'p2')),
    { wait: 60_000 },
    expected({ ann: 'refuse', ben: 'ask' }),
  ],
  'does not take other events for beats': [
    ...knowing,
    { wait: 5_100 },
    send(ended(ids.otherSession, 'p2')),
    expected({ ann: 'ask' }),
  ],
  'does not take comments for beats': [...knowing, { wait: 5_100 }, send(': still here\n\n'), expected({ ann: 'ask' })],
  'notices beats that come late': [
    ...knowing,
    { wait: 9_000 },
    send(beat('p2', 1_000)),
    expected({ ann: 'ask' }),
    send(beat('p3', 9_000)),
    expected({ ann: 'accept' }),
  ],
}

const again: Record<string, FeedStep[]> = {
  'goes on where it was': [
    ...knowing,
    send(ended(ids.session, 'p2')),
    { cut: true },
    { opens: { since: 'p2' } },
    send(beat('p3', 500)),
    expected({ ann: 'refuse', ben: 'accept' }),
  ],
  'goes on from the position of a beat': [...knowing, send(beat('p7', 500)), { cut: true }, { opens: { since: 'p7' } }],
  'decides by what it knows while the stream is cut': [
    ...knowing,
    { cut: true },
    expected({ ann: 'accept' }),
    { wait: 5_100 },
    expected({ ann: 'ask' }),
  ],
  'begins anew after a reset that had no event yet': [
    ...knowing,
    send(reset),
    { cut: true },
    { opens: { since: null } },
    expected({ ann: 'ask' }),
  ],
  'knows too little when the set was cut, until a beat': [
    opens,
    send(reset, ended(ids.otherSession, 'p1')),
    { cut: true },
    { opens: { since: 'p1' } },
    expected({ ann: 'ask' }),
    send(ended(ids.session, 'p2'), beat('p3')),
    expected({ ann: 'refuse', ben: 'accept', annOnPhone: 'refuse' }),
  ],
  'forgets what it knew where the server begins anew': [
    ...knowing,
    send(ended(ids.session, 'p2')),
    { cut: true },
    { opens: { since: 'p2' } },
    send(reset, ended(ids.otherSession, 'q1'), beat('q2')),
    expected({ ann: 'accept', annOnPhone: 'refuse' }),
  ],
}

const bytes = Buffer.from(text('ended', { sessionId: ids.session, exp, note: 'ó🦉', position: 'p2' }))
const inOwl = bytes.indexOf(Buffer.from('🦉')) + 2
const texts: Record<string, FeedStep[]> = {
  'reads an event in pieces': [
    ...knowing,
    ...Array.from(ended(ids.session, 'p2').match(/[^]{1,7}/g)!, (piece) => send(piece)),
    expected({ ann: 'refuse' }),
  ],
  'waits for the end of an event': [
    ...knowing,
    send(ended(ids.session, 'p2').trimEnd()),
    expected({ ann: 'accept' }),
    send('\n\n'),
    expected({ ann: 'refuse' }),
  ],
  'reads pieces that cut a character': [
    ...knowing,
    { sendBytes: bytes.subarray(0, inOwl).toString('hex') },
    { sendBytes: bytes.subarray(inOwl).toString('hex') },
    expected({ ann: 'refuse' }),
  ],
  'reads lines that end in CR LF': [
    ...knowing,
    send(ended(ids.session, 'p2').replaceAll('\n', '\r\n')),
    expected({ ann: 'refuse' }),
  ],
  'reads data on several lines': [
    ...knowing,
    send(`event: ended\ndata: {"sessionId":"${ids.session}",\ndata: "exp":${exp},"position":"p2"}\n\n`),
    expected({ ann: 'refuse' }),
  ],
  'reads fields without a blank, in any order': [
    ...knowing,
    send(`data:{"sessionId":"${ids.session}","exp":${exp},"position":"p2"}\nevent:ended\n\n`),
    expected({ ann: 'refuse' }),
  ],
  'passes over comments between events': [
    ...knowing,
    send(': a\n\n: b\n', ended(ids.session, 'p2')),
    expected({ ann: 'refuse' }),
  ],
  'passes over events of a later release': [
    ...knowing,
    send(text('paused', { until: at(9_000), position: 'p2' }), 'event: x\ndata: no JSON\n\n'),
    expected({ ann: 'accept' }),
    send(ended(ids.session, 'p3')),
    expected({ ann: 'refuse' }),
  ],
  'passes over members of a later release': [
    ...knowing,
    send(text('ended', { sessionId: ids.session, exp, position: 'p2', why: { cause: 'admin' } })),
    expected({ ann: 'refuse' }),
  ],
  ...Object.fromEntries(
    [
      'event: ended\ndata: {"sessionId":\n\n',
      'event: ended\ndata: null\n\n',
      text('ended', { sessionId: 7, exp, position: 'p2' }),
      text('ended', { sessionId: ids.session, exp: 'soon', position: 'p2' }),
      notBefore({ scope: 'planet' }, 'p2'),
      notBefore({ except: null }, 'p2'),
      notBefore({ gen: '1' }, 'p2'),
      text('beat', { position: 'p2', at: 'now' }),
      text('reset', {}),
    ].map((broken, place): [string, FeedStep[]] => [
      `gives up a stream that it cannot understand, and asks again from where it was: ${place + 1}`,
      [...knowing, send(broken), { givesUp: true }, { opens: { since: 'p1' } }],
    ]),
  ),
}

export const feedVectors = () => {
  const groups = { beginning: beginnings, ending: endings, rule: rules, age: ages, again, text: texts }
  const cases = Object.entries(groups).flatMap(([group, some]) =>
    Object.entries(some).map(([about, steps], place): FeedCase => ({ id: `${group}-${place + 1}`, about, steps })),
  )
  return { issuer, audience, tenantId: ids.tenant, now, jwks: { keys: [previous.jwk, current.jwk] }, tokens, cases }
}
export type FeedVectors = ReturnType<typeof feedVectors>
