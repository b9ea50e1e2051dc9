import { type HttpAnswer, httpClient } from '../../support/httpClient.ts'
import { msOf, note, type Times } from './listTimes.ts'

interface Asking {
  url: string
  signIn: () => Promise<{ accessToken: string }>
  samples: number
  filters: { sessions: readonly string[]; log: readonly string[] }
}

const orders = ['-startedAt', '-lastActiveAt', 'user', 'country', '-risk']
/** So many pages of the largest size are turned before a late page is measured. */
const pagesBefore = 25

type Page = { nextCursor: string | null }
const answered = ({ status, body }: HttpAnswer): Page => {
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
  return body as Page
}

/** Asks the routes for lists, counts and log as a page does: signed in, one request after the other, on a connection that stays. */
export const measureOverHttp = async (times: Times, { url, signIn, samples, filters }: Asking): Promise<void> => {
  const signedIn = async () => {
    const http = httpClient(url, { authorization: `Bearer ${(await signIn()).accessToken}` })
    return async (path: string, query: Record<string, string>) =>
      answered(await http.get(`${path}?${new URLSearchParams(query).toString()}`))
  }
  const measure = async (what: string, order: string, ask: () => Promise<unknown>): Promise<void> => {
    for (let sample = 0; sample < samples; sample += 1) note(times, `over HTTP: ${what}`, order, await msOf(ask))
  }
  const latePlace = async (turn: (cursor: Record<string, string>) => Promise<Page>): Promise<string | null> => {
    let cursor: string | null = null
    for (let passed = 0; passed < pagesBefore; passed += 1) {
      const page: Page = await turn(cursor === null ? {} : { cursor })
      if (page.nextCursor === null) return null
      cursor = page.nextCursor
    }
    return cursor
  }

  // An access token lasts half an hour.
  for (const filter of filters.sessions) {
    const get = await signedIn()
    const page = (more: Record<string, string>) => get('/v1/sessions', { filter, limit: '50', ...more })
    for (const sort of orders) await measure(`list ${filter}`, sort, () => page({ sort }))
    const sort = '-startedAt'
    const cursor = await latePlace((place) => page({ sort, limit: '200', ...place }))
    if (cursor !== null) await measure(`list ${filter}, a late page`, sort, () => page({ sort, cursor }))
    for (let round = 0; round < 4; round += 1)
      await measure(`count ${filter}`, '', () => get('/v1/sessions/count', { filter }))
  }
  const get = await signedIn()
  for (const filter of filters.log)
    for (let round = 0; round < 4; round += 1)
      await measure(`log ${filter}`, '', () => get('/v1/log', { filter, limit: '50' }))
}
