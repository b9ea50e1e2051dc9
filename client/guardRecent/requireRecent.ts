import { multiFactor } from '#events/session/authenticationContext.ts'
import type { Refusal, Requirement } from '../guard/admission/verdict.ts'

export interface WantedProof {
  /** How long ago the person may have proved who they are. */
  maxAgeSeconds: number
  /** Ways of which the person must have used one: names of RFC 8176, `otp` or `hwk` say, or `mfa` for two factors. Absent: any. */
  methods?: readonly string[]
}

/** RFC 9470, 3. */
const wanted = ({ maxAgeSeconds, methods }: WantedProof): Refusal => ({
  code: 'reauthentication-required',
  status: 401,
  detail: `Confirm that it is you: for this, your last proof must not be longer ago than ${maxAgeSeconds} s.`,
  why: null,
  challenge: {
    error: 'insufficient_user_authentication',
    max_age: String(maxAgeSeconds),
    ...(methods?.includes('mfa') === true ? { acr_values: multiFactor } : {}),
  },
})

/**
 * The person proved who they are within this time, in one of these ways, and Rollcall waits for no other proof of them. Else 401
 * `reauthentication-required` with the challenge of RFC 9470, after which `rollcall-client/reauthenticate` lets the person confirm in place.
 */
export const requireRecent = (proof: WantedProof): Requirement => {
  const { maxAgeSeconds, methods } = proof
  const refusal = wanted(proof)
  return ({ authenticatedAt, methods: used, claims }, now) => {
    const isRecent = now - authenticatedAt <= maxAgeSeconds && !('must_reauthenticate' in claims)
    return isRecent && (methods === undefined || methods.some((method) => used.includes(method))) ? null : refusal
  }
}
