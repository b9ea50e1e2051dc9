import { createHmac } from 'node:crypto'
import { type Drafted, draft, shown } from './tokenCase.ts'
import { current, previous, stranger, type VectorKey } from './vectorKeys.ts'
import { goodClaims, goodHeader, signedBy, unsignedOf } from './vectorTokens.ts'

const signers: [string, VectorKey][] = [
  ['signed with the published key', current],
  ['signed by a stranger', stranger],
]

const algorithms: unknown[] = [
  'none',
  'None',
  'NONE',
  'nOnE',
  '',
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'Ed25519',
  'Ed448',
  'eddsa',
  'EDDSA',
  ' EdDSA',
  'EdDSA ',
  'EdDSA\u0000',
  'dir',
  'A128KW',
  'ECDH-ES',
  null,
  0,
  true,
  ['EdDSA'],
  { alg: 'EdDSA' },
  undefined,
]

const wrongAlgorithms = (): Drafted[] =>
  algorithms.flatMap((alg) => {
    const header = { ...goodHeader, alg }
    return [
      draft(`alg ${shown(alg)}, the signature that EdDSA gives`, signedBy(current, header, goodClaims)),
      draft(`alg ${shown(alg)}, no signature`, `${unsignedOf(header, goodClaims)}.`),
    ]
  })

/** The published key as the secret of a MAC, in every form in which a program may hold it. */
const secrets = (): [string, Buffer][] => {
  const pem = current.verifying.export({ format: 'pem', type: 'spki' }).toString()
  return [
    ['the bytes of the public key', Buffer.from(current.jwk.x, 'base64url')],
    ['the public key in base64url', Buffer.from(current.jwk.x)],
    ['the JWK', Buffer.from(JSON.stringify(current.jwk))],
    ['the SPKI', current.verifying.export({ format: 'der', type: 'spki' })],
    ['the PEM', Buffer.from(pem)],
    ['the PEM without its last line break', Buffer.from(pem.trim())],
    ['nothing', Buffer.alloc(0)],
  ]
}
const confusedMacs = (): Drafted[] =>
  [256, 384, 512].flatMap((bits) =>
    secrets().map(([about, secret]) => {
      const text = unsignedOf({ ...goodHeader, alg: `HS${bits}` }, goodClaims)
      const mac = createHmac(`sha${bits}`, secret).update(text).digest('base64url')
      return draft(`HS${bits} with ${about} as its secret`, `${text}.${mac}`)
    }),
  )

const addresses = [
  'https://keys.attacker.example/jwks.json',
  'http://keys.attacker.example/jwks.json',
  'https://sessions.example@attacker.example/jwks.json',
  'https://sessions.example.attacker.example/.well-known/jwks.json',
  '//attacker.example/jwks.json',
  'http://127.0.0.1:1/jwks.json',
  'http://[::1]:1/jwks.json',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'data:application/json,{"keys":[]}',
]

const members: [string, unknown][] = [
  ['jwk', stranger.jwk],
  ['jwk', { ...stranger.jwk, kid: current.kid }],
  ...addresses.map((url): [string, unknown] => ['jku', url]),
  ...addresses.map((url): [string, unknown] => ['x5u', url]),
  ['x5c', [stranger.verifying.export({ format: 'der', type: 'spki' }).toString('base64')]],
  ['x5t', 'c3RyYW5nZXI'],
  ['x5t#S256', 'c3RyYW5nZXI'],
  ['crit', ['exp']],
  ['crit', []],
  ['crit', ['b64']],
  ['b64', false],
  ['zip', 'DEF'],
  ['cty', 'JWT'],
  ['enc', 'A128GCM'],
  ['iss', 'https://sessions.example'],
  ['__proto__', { alg: 'none' }],
]
const addedMembers = (): Drafted[] =>
  members.flatMap(([name, value]) => {
    const header = `{${JSON.stringify(goodHeader).slice(1, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`
    return signers.map(([by, key]) =>
      draft(`${name} ${shown(value)} in the header, ${by}`, signedBy(key, header, goodClaims)),
    )
  })

const keyIds: unknown[] = [
  undefined,
  null,
  0,
  true,
  [],
  {},
  [current.kid],
  { kid: current.kid },
  '',
  ' ',
  '*',
  '.',
  'none',
  'undefined',
  'null',
  `${current.kid} `,
  ` ${current.kid}`,
  `${current.kid}\u0000`,
  current.kid.toUpperCase(),
  current.kid.slice(0, -1),
  `${current.kid}0`,
  `${current.kid},${previous.kid}`,
  stranger.kid,
  'a'.repeat(2_000),
  '\u{1F511}',
  '５f1c0a9e7d3b2846',
  '/dev/null',
  '../../../../dev/null',
  '/etc/passwd',
  '..\\..\\windows\\win.ini',
  'keys/5f1c0a9e7d3b2846',
  '/proc/self/environ',
  "' OR '1'='1",
  "x' UNION SELECT 'key' --",
  '; cat /etc/passwd',
  '$(id)',
  '`id`',
  '${7*7}',
  '{{7*7}}',
  '%00',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'https://attacker.example/jwks.json',
  'ldap://attacker.example/x',
]
const wrongKeyIds = (): Drafted[] =>
  keyIds.flatMap((kid) =>
    signers.map(([by, key]) => draft(`kid ${shown(kid)}, ${by}`, signedBy(key, { ...goodHeader, kid }, goodClaims))),
  )

const mixedUpKeys = (): Drafted[] => [
  draft('a stranger names the published key', signedBy(stranger, goodHeader, goodClaims)),
  draft(
    'names the previous key, signed with the current one',
    signedBy(current, { ...goodHeader, kid: previous.kid }, goodClaims),
  ),
  draft('names the current key, signed with the previous one', signedBy(previous, goodHeader, goodClaims)),
]

const types: unknown[] = [
  'JWT',
  'jwt',
  'at+JWT',
  'AT+JWT',
  'At+Jwt',
  'at+jwt ',
  ' at+jwt',
  'at jwt',
  'at%2Bjwt',
  'application/at+jwt',
  '',
  'JOSE',
  'jose',
  'id+jwt',
  'logout+jwt',
  'dpop+jwt',
  'secevent+jwt',
  'rt+jwt',
  'token-introspection+jwt',
  'at+jwt,JWT',
  undefined,
  null,
  1,
  true,
  [],
  {},
  ['at+jwt'],
]
const wrongTypes = (): Drafted[] =>
  types.map((typ) => draft(`typ ${shown(typ)}`, signedBy(current, { ...goodHeader, typ }, goodClaims)))

export const headerCases: Record<string, () => Drafted[]> = {
  algorithm: () => [...wrongAlgorithms(), ...confusedMacs()],
  header: addedMembers,
  kid: () => [...wrongKeyIds(), ...mixedUpKeys()],
  type: wrongTypes,
}
