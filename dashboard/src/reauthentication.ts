import { shallowReadonly, shallowRef, type ShallowRef } from 'vue'
import { requiredFactor, type RequiredFactor } from '#client/secondFactor/requiredFactor.ts'
import type { TypedPassword } from './api/http.ts'
import { ApiError } from './api/problem.ts'

/** What the server wants to know again before it does something sensitive. */
export interface Asked {
  /** How long ago the last proof may be. Seconds. */
  maxAgeSeconds: number | null
  /** Nothing is shown or done in this session before. */
  sessionWaits: boolean
  /** Each of them is enough; what it consists of, such as `pwd` and `totp`. */
  ways: readonly (readonly string[])[]
  /** What is still lacking after the right password. Null: it was not given yet. */
  lacking: RequiredFactor | null
}

/** Asks the person to confirm who they are, in place and once for all requests that wait for it. */
export interface Reauthentication {
  /** Null: nothing is asked. */
  readonly asked: Readonly<ShallowRef<Asked | null>>
  /** Answers whether the person proved it. */
  ask(wanted: ApiError, typed: TypedPassword | undefined): Promise<boolean>
  /** What a right password lacks is asked for next. @throws what else `attempt` throws */
  prove(attempt: () => Promise<void>): Promise<void>
  /** Asks for everything anew. */
  beginAgain(): void
  cancel(): void
}

const waysIn = ({ extra: { ways } }: ApiError): Asked['ways'] =>
  Array.isArray(ways) ? ways.filter((way) => Array.isArray(way)) : [['pwd']]

const wantedBy = (error: ApiError): Asked => {
  const { maxAgeSeconds, sessionWaits } = error.extra
  return {
    maxAgeSeconds: typeof maxAgeSeconds === 'number' ? maxAgeSeconds : null,
    sessionWaits: sessionWaits === true,
    ways: waysIn(error),
    lacking: null,
  }
}

/** The mistake at the field where the password stands. */
const at = (path: string, error: ApiError): ApiError =>
  new ApiError(
    {
      title: error.message,
      status: error.status,
      code: error.code,
      id: error.id,
      ...(error.detail === null ? {} : { detail: error.detail }),
      errors: error.errors.map((mistake) => ({ ...mistake, path })),
    },
    error.retryAfterSeconds,
  )

export const createReauthentication = (byPassword: (password: string) => Promise<void>): Reauthentication => {
  const asked = shallowRef<Asked | null>(null)
  let waiting: PromiseWithResolvers<boolean> | null = null
  const settle = (isProved: boolean) => {
    asked.value = null
    waiting?.resolve(isProved)
    waiting = null
  }
  const lack = (lacking: RequiredFactor | null) => {
    if (asked.value !== null) asked.value = { ...asked.value, lacking }
  }
  /** Answers what is lacking; null: it was enough. */
  const proveBy = async ({ password, path }: TypedPassword): Promise<RequiredFactor | null> => {
    try {
      await byPassword(password)
      return null
    } catch (error) {
      const lacking = requiredFactor(error)
      if (lacking !== null) return lacking
      throw error instanceof ApiError ? at(path, error) : error
    }
  }
  const begin = (wanted: ApiError, lacking: RequiredFactor | null): Promise<boolean> => {
    waiting ??= Promise.withResolvers<boolean>()
    asked.value ??= { ...wantedBy(wanted), lacking }
    return waiting.promise
  }
  return {
    asked: shallowReadonly(asked),
    async ask(wanted, typed) {
      if (waiting !== null || typed === undefined || typed.password === '') return begin(wanted, null)
      const lacking = await proveBy(typed)
      return lacking === null || begin(wanted, lacking)
    },
    async prove(attempt) {
      try {
        await attempt()
        settle(true)
      } catch (error) {
        const lacking = requiredFactor(error)
        if (lacking === null) throw error
        lack(lacking)
      }
    },
    beginAgain: () => lack(null),
    cancel: () => settle(false),
  }
}
