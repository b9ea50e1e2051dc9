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
export const setupCalls = (http: Http, token: string) => ({
  check: async (): Promise<boolean> => (await http.post<{ valid: boolean }>('/v1/setup/check', { token })).body.valid,
  run: async (setUp: SetUp): Promise<void> => {
    await http.post('/v1/setup', { token, ...setUp })
  },
})
