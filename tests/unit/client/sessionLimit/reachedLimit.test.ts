import { describe, expect, it } from 'vitest'
import { endAndSignIn, reachedLimit } from '../../../../client/sessionLimit/reachedLimit.ts'
import { ApiError } from '../../../../client/session/problem.ts'
import { createBrowser, kindIn, settled } from '../session/fakeBrowser.ts'

const refused = (code: string, extra: object) => new ApiError({ title: 'No', status: 409, code, id: 'r', ...extra })
const sessions = [{ id: 'a' }, { id: 'b' }]

describe('a sign-in that would be one session too many', () => {
  it('is known by its code, where there is something to choose', () => {
    const reached = { kind: 'person', limit: 2, sessions, choice: 'sealed' }
    expect(reachedLimit(refused('session-limit', reached))).toMatchObject(reached)
    expect(reachedLimit(refused('session-limit', { ...reached, choice: null }))).toBeNull()
    expect(reachedLimit(refused('quota-reached', reached))).toBeNull()
    expect(reachedLimit(new Error('something else'))).toBeNull()
    expect(reachedLimit(undefined)).toBeNull()
  })

  it('goes on in every tab', async () => {
    const { openTab } = createBrowser()
    const [tab, other] = [openTab(), openTab()]
    const choice = 'user-ann cookie'
    await expect(endAndSignIn(tab.client, { choice }, [])).rejects.toMatchObject({ code: 'session-limit' })
    await endAndSignIn(tab.client, { choice }, ['session-0'])
    await settled()
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedIn', 'signedIn'])
  })
})
