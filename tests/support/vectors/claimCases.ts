import { type Drafted, draft, shown } from './tokenCase.ts'
import { current } from './vectorKeys.ts'
import { audience, goodClaims, goodHeader, ids, issuer, now, signedBy, tokenOf, without } from './vectorTokens.ts'

const claimed = (name: string, value: unknown): Drafted =>
  draft(
    `${name} ${shown(value)}`,
    value === undefined ? signedBy(current, goodHeader, without(name)) : tokenOf({ [name]: value }),
  )

const all = (name: string, values: readonly unknown[]): Drafted[] => values.map((value) => claimed(name, value))

/** Written so in the claims, where a program that writes JSON would not. */
const written = (name: string, text: string): Drafted => {
  const claims = JSON.stringify(goodClaims).replace(new RegExp(`("${name}":)[^,}]+`), `$1${text}`)
  return draft(`${name} written ${text}`, signedBy(current, goodHeader, claims))
}

const missing = (): Drafted[] => Object.keys(goodClaims).map((name) => claimed(name, undefined))

const kinds: unknown[] = [null, true, 7.5, [], {}]
const ofOtherKinds = (): Drafted[] =>
  Object.entries(goodClaims).flatMap(([name, good]) =>
    all(
      name,
      kinds.filter((kind) => !(Array.isArray(good) && Array.isArray(kind))),
    ),
  )

const expiries = (): Drafted[] => [
  ...all('exp', [
    now,
    now - 1,
    now - 1_740,
    0,
    1,
    -1,
    -now,
    String(now + 600),
    `${now + 600}.0`,
    '',
    ' ',
    'never',
    'Infinity',
  ]),
  ...all('exp', [
    new Date((now + 600) * 1000).toISOString(),
    now + 0.5,
    now + 600.25,
    [now + 600],
    { seconds: now + 600 },
    false,
  ]),
  ...all('exp', [2 ** 53, 1e300, Number.MAX_VALUE, Number.MIN_VALUE, -(2 ** 53)]),
  ...[
    '1.8e9',
    '1800000000.0',
    '18e8',
    '+1800000000',
    '01800000000',
    '1800000000n',
    '0x6b49d200',
    '1_800_000_000',
    'NaN',
    'Infinity',
    '-0',
    '1e999',
  ].map((text) => written('exp', text)),
]

const otherTimes = (): Drafted[] => [
  ...all('iat', [String(now), now + 0.5, 2 ** 53, '2026-12-01T00:00:00Z', [now]]),
  ...all('auth_time', [String(now), now + 0.5, 2 ** 53, '2026-12-01T00:00:00Z', [now]]),
  ...all('nbf', [now + 1, now + 3_600, String(now - 60), null, true, [now - 60], {}]),
]

const issuers = (): Drafted[] =>
  all('iss', [
    '',
    `${issuer}/`,
    `${issuer}.`,
    `${issuer}:443`,
    ` ${issuer}`,
    `${issuer} `,
    `${issuer}\u0000`,
    issuer.toUpperCase(),
    'sessions.example',
    'http://sessions.example',
    'https://sessions.example@attacker.example',
    'https://sessions.example.attacker.example',
    'https://attacker.example',
    'https://sessions.exаmple',
    `${issuer}#`,
    `${issuer}?`,
    '*',
    [issuer],
    { url: issuer },
  ])

const audiences = (): Drafted[] =>
  all('aud', [
    '',
    '*',
    'shop',
    'shop-api-2',
    'other-api',
    'SHOP-API',
    ' shop-api',
    'shop-api ',
    'shop-api\u0000',
    'shop-api,other',
    'shop‐api',
    issuer,
    [],
    [audience],
    [audience, 'other-api'],
    ['other-api'],
    [[audience]],
    { aud: audience },
  ])

const generations = (): Drafted[] =>
  all('gen', [
    '',
    '0',
    '.',
    '0.',
    '.0',
    '0.0.0',
    '-1.0',
    '0.-1',
    '0,0',
    ' 0.0',
    '0.0 ',
    '0.0\n',
    '1e3.0',
    '0x1.0',
    '٣.٠',
    'a.b',
    '1234567890123456.0',
    '0.1234567890123456',
    0,
    1.5,
    [0, 0],
    { tenant: 0, user: 0 },
  ])

const people = (): Drafted[] => [
  ...all('sub', [
    '',
    'ann',
    '0',
    '*',
    `${ids.ann} `,
    ids.ann.replaceAll('-', ''),
    `{${ids.ann}}`,
    `urn:uuid:${ids.ann}`,
    ids.ann.slice(1),
  ]),
  ...all('sid', [
    '',
    '0',
    '*',
    `${ids.session}\n`,
    ids.session.replaceAll('-', ''),
    [ids.session],
    ids.session.slice(0, -1),
  ]),
  ...all('tid', ['', 'acme', '*', ` ${ids.tenant}`, [ids.tenant]]),
  ...all('roles', ['admin', { admin: true }, [['admin']], [1], [null]]),
  ...all('amr', ['pwd', { pwd: true }, [['pwd']], [1], [null]]),
  ...all('must_change_password', [false, 'true', 1, null, []]),
]

export const claimCases: Record<string, () => Drafted[]> = {
  claims: () => [...missing(), ...ofOtherKinds(), ...people()],
  times: () => [...expiries(), ...otherTimes()],
  issuer: issuers,
  audience: audiences,
  tenant: () => [claimed('tid', ids.otherTenant)],
  generation: generations,
}
