import { verify } from 'node:crypto'
import type { Knowledge } from '../feed/knowledge.ts'
import type { GuardOptions } from '../guard.ts'
import type { KeySet, VerifyingKey } from '../keys/keySet.ts'
import { type AccessClaims, flawOfClaims } from '../token/accessClaims.ts'
import { type ReadToken, readToken } from '../token/readToken.ts'
import type { Introspect } from './introspection.ts'
import { knownFrom } from './knownFrom.ts'
import { type KnownToken, type KnownTokens, nameOf } from './knownTokens.ts'
import { badToken, noToken, passwordChangeRequired, sessionEnded, tokenOutdated, unknown } from './refusals.ts'
import type { Refusal, Verdict } from './verdict.ts'

export interface AdmissionNeeds extends Pick<GuardOptions, 'whenStale' | 'admitBeforePasswordChange'> {
  issuer: string
  audiences: readonly string[]
  keys: Pick<KeySet, 'find' | 'seek'>
  known: Pick<KnownTokens, 'recall' | 'learn'>
  knowledge: Pick<Knowledge, 'verdictOn' | 'isFresh' | 'seconds' | 'tenantId'>
  introspect: Introspect
}

export type Admit = (token: string | null | undefined) => Verdict | Promise<Verdict>

/** No token of Rollcall's comes near it, and nothing longer is even hashed. */
const mostCharacters = 4_096

const refuse = (refusal: Refusal): Verdict => ({ caller: null, refusal })
const bad = (why: Parameters<typeof badToken>[0]) => refuse(badToken(why))
const noVerdict = refuse(noToken)

export const refusalOf = { ends: sessionEnded, outdates: tokenOutdated } as const

export const admission = (needs: AdmissionNeeds): Admit => {
  const { issuer, audiences, keys, known, knowledge, introspect } = needs

  const ask = async (name: string, token: string, { verdict }: KnownToken): Promise<Verdict> => {
    if (needs.whenStale === 'refuse') return refuse(unknown('stale'))
    try {
      const isGood = await introspect(name, token, verdict.caller.sessionId)
      return isGood ? verdict : bad('inactive')
    } catch {
      return refuse(unknown('no-answer'))
    }
  }

  const judge = (name: string, token: string, found: KnownToken): Verdict | Promise<Verdict> => {
    const { caller } = found.verdict
    if (caller.expiresAt <= knowledge.seconds()) return bad('expired')
    if (found.key.isWithdrawn) return bad('key-unknown')
    const over = knowledge.verdictOn(found.bearer)
    if (over !== null) return refuse(refusalOf[over])
    if (caller.claims.must_change_password === true && needs.admitBeforePasswordChange !== true)
      return refuse(passwordChangeRequired)
    if (!knowledge.isFresh()) return ask(name, token, found)
    return caller.tenantId === knowledge.tenantId() ? found.verdict : bad('tenant')
  }

  const meet = (name: string, token: string, read: ReadToken, key: VerifyingKey): Verdict | Promise<Verdict> => {
    if (!verify(null, read.signed, key.key, read.signature)) return bad('signature')
    const found = knownFrom(read.claims as AccessClaims, key)
    known.learn(name, found)
    return judge(name, token, found)
  }

  const seek = async (name: string, token: string, read: ReadToken): Promise<Verdict> => {
    const key = await keys.seek(read.header)
    if (key === null) return refuse(unknown('keys-missing'))
    return key === undefined ? bad('key-unknown') : meet(name, token, read, key)
  }

  return (token) => {
    if (typeof token !== 'string' || token === '') return noVerdict
    if (token.length > mostCharacters) return bad('malformed')
    const name = nameOf(token)
    const found = known.recall(name)
    if (found !== undefined) return judge(name, token, found)
    const read = readToken(token)
    if (read === undefined) return bad('malformed')
    // Claims first: what costs the most, the signature, is only verified where all else holds.
    const flaw = flawOfClaims(read.claims, { issuer, audiences, now: knowledge.seconds() })
    if (flaw !== null) return bad(flaw)
    const key = keys.find(read.header)
    return key === undefined ? seek(name, token, read) : meet(name, token, read, key)
  }
}
