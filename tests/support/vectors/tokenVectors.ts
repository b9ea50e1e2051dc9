import { claimCases } from './claimCases.ts'
import { headerCases } from './headerCases.ts'
import { signatureCases } from './signatureCases.ts'
import { textCases } from './textCases.ts'
import { type Drafted, draft, type TokenCase } from './tokenCase.ts'
import { current, previous } from './vectorKeys.ts'
import { audience, goodClaims, goodHeader, ids, issuer, now, signedBy, tokenOf } from './vectorTokens.ts'

const good = (): Drafted[] => [
  draft('as Rollcall makes it', tokenOf()),
  draft('signed with the previous key', tokenOf({}, previous)),
  draft('expires in a second', tokenOf({ exp: now + 1 })),
  draft('issued by a clock that is ahead', tokenOf({ iat: now + 5 })),
  draft('no roles', tokenOf({ roles: [] })),
  draft('several roles', tokenOf({ roles: ['analyst', 'admin'] })),
  draft('two ways to prove who they are', tokenOf({ amr: ['pwd', 'otp'] })),
  draft('later generations', tokenOf({ gen: '3.17' })),
  draft('the longest numbers of generations', tokenOf({ gen: '123456789012345.123456789012345' })),
  draft('a claim that guards do not know', tokenOf({ act: { sub: ids.ben } })),
  draft('valid since a minute ago', tokenOf({ nbf: now - 60 })),
  draft('valid since now', tokenOf({ nbf: now })),
  draft('a name outside ASCII', tokenOf({ name: 'Żaneta 🦉' })),
  draft(
    'claims in another order',
    signedBy(current, goodHeader, Object.fromEntries(Object.entries(goodClaims).toReversed())),
  ),
]

const numbered = (group: string, drafted: readonly Drafted[], expect: TokenCase['expect']): TokenCase[] =>
  drafted.map((each, place) => ({ id: `${group}-${place + 1}`, group, ...each, expect }))

const isFirst = ({ token }: Drafted, place: number, all: readonly Drafted[]): boolean =>
  token === undefined || all.findIndex((other) => other.token === token) === place

export const tokenVectors = () => {
  const wrong = { ...headerCases, ...signatureCases, ...claimCases, ...textCases }
  return {
    issuer,
    audience,
    tenantId: ids.tenant,
    now,
    jwks: { keys: [previous.jwk, current.jwk] },
    cases: [
      ...numbered('good', good(), 'accept'),
      ...Object.entries(wrong).flatMap(([group, draftAll]) => numbered(group, draftAll().filter(isFirst), 'refuse')),
    ],
  }
}
export type TokenVectors = ReturnType<typeof tokenVectors>
