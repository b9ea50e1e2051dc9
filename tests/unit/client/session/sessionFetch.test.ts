import { describe, expect, it } from 'vitest'
import { sessionFetch } from '../../../../client/session/sessionFetch.ts'

const api = 'https://api.test'

/** An API that answers what `answers` says of a token, and a session that can make new ones. */
const given = ({ answers, waits }: { answers: (token: string | null) => number; waits?: Promise<void> }) => {
  const said = { tokens: [] as (string | null)[], renewals: 0 }
  let token = 'first'
  const ask = sessionFetch({
    fetch: async (input) => {
      const sent = (input as Request).headers.get('Authorization')?.slice('Bearer '.length) ?? null
      said.tokens.push(sent)
      return new Response(null, { status: answers(sent) })
    },
    origins: [api],
    async token() {
      await waits
      return token
    },
    async renewed() {
      await waits
      said.renewals += 1
      token = `renewed-${said.renewals}`
      return token
    },
    personId: () => 'ann',
    touch: () => undefined,
  })
  return { ask, said }
}

describe('a request of an application', () => {
  it('goes out again with a new token where the first is refused', async () => {
    const { ask, said } = given({ answers: (token) => (token === 'first' ? 401 : 200) })
    expect((await ask(`${api}/orders`)).status).toBe(200)
    expect(said.tokens).toEqual(['first', 'renewed-1'])
  })

  it('makes no more tokens for an API that refuses new ones too', async () => {
    const { ask, said } = given({ answers: () => 401 })
    for (let each = 0; each < 10; each += 1) expect((await ask(`${api}/orders`)).status).toBe(401)
    expect(said.renewals).toBe(1)
    expect(said.tokens).toHaveLength(11)
  })

  it('makes one again for a token that such an API had not refused', async () => {
    const refused = new Set<string | null>(['first', 'renewed-1'])
    const { ask, said } = given({ answers: (token) => (refused.has(token) ? 401 : 200) })
    await ask(`${api}/orders`)
    refused.clear()
    expect((await ask(`${api}/orders`)).status).toBe(200)
    refused.add('renewed-1')
    expect((await ask(`${api}/orders`)).status).toBe(401)
    expect(said.renewals).toBe(1)
  })

  const givenUp = new Error('given up')
  it.each([
    ['before it is sent', 0],
    ['while it waits for a token', 5],
  ])('is given up at once %s', async (_, afterMs) => {
    const abort = new AbortController()
    if (afterMs === 0) abort.abort(givenUp)
    else setTimeout(() => abort.abort(givenUp), afterMs)
    const { ask, said } = given({ answers: () => 200, waits: new Promise(() => undefined) })
    await expect(ask(`${api}/orders`, { signal: abort.signal })).rejects.toBe(givenUp)
    expect(said.tokens).toEqual([])
  })
})
