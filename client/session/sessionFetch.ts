import type { SessionRequestInit } from './sessionClient.ts'

interface SessionFetchNeeds {
  fetch: typeof fetch
  /** Where the access token may go. */
  origins: readonly (string | undefined)[]
  /** Resolves to null where nobody is signed in. @throws ApiError where nobody can say */
  token(): Promise<string | null>
  renewed(refused: string): Promise<string | null>
  /** Who is signed in. */
  personId(): string | undefined
  touch(): void
}

/** RFC 9470: the token is good, but the API wants a fresh sign-in. Renewing it would not help. */
const wantsFreshSignIn = (response: Response): boolean =>
  (response.headers.get('WWW-Authenticate') ?? '').includes('insufficient_user_authentication')

const withToken = (request: Request, token: string | null): Request => {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`)
  return request
}

/** What a request waits for, unless it is given up meanwhile. @throws the signal's reason */
const unlessAborted = <Value>({ signal }: Request, wait: Promise<Value>): Promise<Value> =>
  Promise.race([
    wait,
    new Promise<never>((_, reject) => {
      const stop = () => reject(signal.reason)
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop)
    }),
  ])

export const sessionFetch = ({ fetch, origins, token, renewed, personId, touch }: SessionFetchNeeds) => {
  /** By origin: a token that was refused although it was new, so it is not the token that is wrong. */
  const refusedNew = new Map<string, string>()
  return async (input: Parameters<typeof fetch>[0], init: SessionRequestInit = {}): Promise<Response> => {
    const { activity = true, ...plain } = init
    const request = new Request(input, plain)
    const { origin } = new URL(request.url)
    if (!origins.includes(origin))
      throw new TypeError(`The access token is not for ${origin}. Name it in apiOrigins if it is an API of yours.`)
    if (activity) touch()
    const first = await unlessAborted(request, token())
    const person = personId()
    // The body can be read once, and a second request may be needed.
    const spare = request.clone()
    const response = await fetch(withToken(request, first))
    if (response.status !== 401 || first === null || wantsFreshSignIn(response)) return response
    if (refusedNew.get(origin) === first) return response
    const next = await unlessAborted(request, renewed(first))
    // What one person meant to do is not done in the name of another.
    if (next === null || next === first || personId() !== person) return response
    await response.body?.cancel()
    const again = await fetch(withToken(spare, next))
    if (again.status === 401) refusedNew.set(origin, next)
    return again
  }
}
