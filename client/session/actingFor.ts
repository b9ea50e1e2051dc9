import type { Access } from './access.ts'
import { endedBy } from './endedBy.ts'
import { ApiError, notSignedIn } from './problem.ts'

/**
 * Runs what needs a token; renews one that the server refuses, and takes its word for it when the session is over. Somebody else may have
 * signed in meanwhile: whom the answer does not mean stays signed in, and runs nothing for the person before.
 */
export const actingFor = (access: Access, restored: () => Promise<void>, now: () => number) => {
  const required = async (): Promise<string> => {
    await restored()
    const token = await access.token()
    const state = access.holder.state()
    if (token === null) throw state.kind === 'unreachable' ? state.error : notSignedIn()
    return token
  }
  return async <Result>(run: (accessToken: string) => Promise<Result>): Promise<Result> => {
    const accessToken = await required()
    const grant = access.holder.grant()
    try {
      return await run(accessToken)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      const ended = endedBy(error, now())
      if (ended !== null) access.sessionEnded(ended, grant?.session.id)
      const next = ended === null ? await access.renewed(accessToken) : null
      const isSamePerson = access.holder.grant()?.user.id === grant?.user.id
      if (next === null || next === accessToken || !isSamePerson) throw error
      return run(next)
    }
  }
}
