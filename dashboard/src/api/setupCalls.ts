import { setUpShape, setupLinkShape } from '#events/wire/setUp.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export interface FirstPerson {
  email: string
  name: string
  password: string
}

export interface SetUp {
  operator: FirstPerson
  tenant: { slug: string; name: string }
  admin: FirstPerson
}

/** The one way in while nobody can sign in; the token stands behind the # of the printed link. */
export const setupCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  return {
    /** A link that lost its token when it was copied is no good, and nothing to ask the server about. */
    check: async (): Promise<boolean> =>
      /^[\w-]{1,100}$/.test(token) &&
      (await api.post('/v1/setup/check', { body: { token } }, setupLinkShape)).body.valid,
    run: async (setUp: SetUp): Promise<void> => {
      await api.post('/v1/setup', { body: { token, ...setUp } }, setUpShape)
    },
  }
}
