import { describe, expect, it } from 'vitest'
import { proofWanted } from '../../../../client/reauthenticate/proofWanted.ts'
import { reauthenticate } from '../../../../client/reauthenticate/reauthenticate.ts'
import { createBrowser, credentials, settled, signedInTab, tokenIn } from '../session/fakeBrowser.ts'

const { password } = credentials

describe.each(['cookie', 'bearer'] as const)('a new proof of a client with %s', (transport) => {
  it('gets a token that says so, in every tab, and the session goes on', async () => {
    const { tab, openTab, server } = await signedInTab({ transport })
    const other = openTab()
    await settled()
    const before = tokenIn(tab)
    await reauthenticate(tab.client, { password })
    await settled()
    expect(tokenIn(tab)).not.toBe(before)
    expect(tokenIn(other)).toBe(tokenIn(tab))
    expect(server.sessions.size).toBe(1)
  })

  it('loses nothing of a refresh that runs beside it', async () => {
    const { tab } = await signedInTab({ transport })
    await Promise.all([tab.client.refresh(), reauthenticate(tab.client, { password }), tab.client.refresh()])
    await settled()
    await tab.client.refresh()
    expect(tab.client.isSignedIn()).toBe(true)
  })
})

describe('a proof that is wrong', () => {
  it('changes nothing', async () => {
    const { tab } = await signedInTab()
    const before = tokenIn(tab)
    await expect(reauthenticate(tab.client, { password: 'wrong' })).rejects.toMatchObject({ code: 'invalid-request' })
    expect(tokenIn(tab)).toBe(before)
  })

  it('is of nobody where nobody is signed in', async () => {
    const tab = createBrowser().openTab()
    await expect(reauthenticate(tab.client, { password })).rejects.toMatchObject({ code: 'not-signed-in' })
  })
})

describe('what an API wants', () => {
  const answered = (status: number, challenge: string) =>
    proofWanted(new Response(null, { status, headers: { 'WWW-Authenticate': challenge } }))

  it('is read from its challenge', () => {
    expect(
      answered(401, 'Bearer error="insufficient_user_authentication", max_age="300", acr_values="urn:a urn:b"'),
    ).toEqual({ maxAgeSeconds: 300, acrValues: ['urn:a', 'urn:b'] })
    expect(answered(401, 'Bearer realm="api", error="insufficient_user_authentication"')).toEqual({
      maxAgeSeconds: null,
      acrValues: [],
    })
  })

  it('is nothing where it refuses for another reason', () => {
    expect(answered(401, 'Bearer error="invalid_token"')).toBeNull()
    expect(answered(403, 'Bearer error="insufficient_user_authentication"')).toBeNull()
    expect(proofWanted(new Response(null, { status: 401 }))).toBeNull()
  })
})
