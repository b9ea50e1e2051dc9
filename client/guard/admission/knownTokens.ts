import { createHash } from 'node:crypto'
import type { VerifyingKey } from '../keys/keySet.ts'
import type { Bearer } from '../revocations/notBefore.ts'
import type { Caller, Verdict } from './verdict.ts'

/** A token whose signature was verified, with what is looked up for each of its requests. */
export interface KnownToken {
  /** Letting it in. */
  readonly verdict: Verdict & { readonly caller: Caller }
  readonly bearer: Bearer
  readonly key: VerifyingKey
}

/** Remembers verified tokens by a hash, so that a reader of this process's memory finds none here. */
export interface KnownTokens {
  recall: (name: string) => KnownToken | undefined
  learn: (name: string, token: KnownToken) => void
  /** What is not used up to the next call goes with it. */
  age: () => void
  size: () => number
}

export const nameOf = (token: string): string => createHash('sha256').update(token).digest('base64')

/** Two generations: when the younger one is full, the older one goes, and with it what was not used meanwhile. */
export const knownTokens = (most: number): KnownTokens => {
  const half = Math.max(1, Math.floor(most / 2))
  let young = new Map<string, KnownToken>()
  let old = new Map<string, KnownToken>()
  const age = (): void => {
    old = young
    young = new Map()
  }
  const learn = (name: string, token: KnownToken): void => {
    if (young.size >= half) age()
    young.set(name, token)
  }
  return {
    recall(name) {
      const found = young.get(name)
      if (found !== undefined) return found
      const older = old.get(name)
      if (older !== undefined) {
        old.delete(name)
        learn(name, older)
      }
      return older
    },
    learn,
    age,
    size: () => young.size + old.size,
  }
}
