import { readonly, shallowRef, type ShallowRef } from 'vue'
import type { Proof } from '#client/reauthenticate/reauthenticate.ts'
import type { TypedPassword } from './api/http.ts'
import { ApiError } from './api/problem.ts'

/** What the server wants to know again before it does something sensitive. */
export interface Asked {
  /** How long ago the last proof may be. Seconds. */
  maxAgeSeconds: number | null
  /** What a proof consists of: `pwd`, then a second factor where the person has one. */
  methods: readonly string[]
}

/** Asks the person to confirm who they are, in place and once for all requests that wait for it. */
export interface Reauthentication {
  /** Null: nothing is asked. */
  readonly asked: Readonly<ShallowRef<Asked | null>>
  /** Answers whether the person proved it. */
  ask(wanted: ApiError, typed: TypedPassword | undefined): Promise<boolean>
  /** @throws ApiError what was wrong with it, or what is wanted next */
  prove(proof: Proof): Promise<void>
  cancel(): void
}

const wantedBy = ({ extra }: ApiError): Asked => {
  const { maxAgeSeconds, methods } = extra
  return {
    maxAgeSeconds: typeof maxAgeSeconds === 'number' ? maxAgeSeconds : null,
    methods: Array.isArray(methods) ? methods.filter((method) => typeof method === 'string') : ['pwd'],
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

export const createReauthentication = (reauthenticate: (proof: Proof) => Promise<void>): Reauthentication => {
  const asked = shallowRef<Asked | null>(null)
  let waiting: PromiseWithResolvers<boolean> | null = null
  const settle = (isProved: boolean) => {
    asked.value = null
    waiting?.resolve(isProved)
    waiting = null
  }
  /** Answers whether it was enough. */
  const proveBy = async ({ password, path }: TypedPassword): Promise<boolean> => {
    try {
      await reauthenticate({ password })
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'second-factor-required') return false
      throw at(path, error)
    }
  }
  return {
    asked: readonly(asked),
    async ask(wanted, typed) {
      if (waiting === null && typed !== undefined && typed.password !== '' && (await proveBy(typed))) return true
      waiting ??= Promise.withResolvers<boolean>()
      asked.value ??= wantedBy(wanted)
      return waiting.promise
    },
    async prove(proof) {
      await reauthenticate(proof)
      settle(true)
    },
    cancel: () => settle(false),
  }
}
