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

/** Sets up the first people while nobody can sign in yet. The token is the part after the # of the printed link. */
export const setupCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  return {
    /** A link that lost its token when it was copied is invalid without asking the server. */
    check: async (filledIn: Partial<Pick<SetUp, 'operator' | 'tenant'>> = {}): Promise<boolean> =>
      /^[\w-]{1,100}$/.test(token) &&
      (await api.post('/v1/setup/check', { body: { token, ...filledIn } }, setupLinkShape)).body.valid,
    run: async (setUp: SetUp): Promise<void> => {
      await api.post('/v1/setup', { body: { token, ...setUp } }, setUpShape)
    },
  }
}
