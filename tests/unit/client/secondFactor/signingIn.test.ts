import { describe, expect, it } from 'vitest'
import { reauthenticate } from '../../../../client/reauthenticate/reauthenticate.ts'
import {
  completeSecondFactor,
  reauthenticateWithFactor,
  requiredFactor,
} from '../../../../client/secondFactor/requiredFactor.ts'
import type { SessionClient } from '../../../../client/session/sessionClient.ts'
import { createBrowser, credentials, kindIn, settled, signedInTab, tokenIn } from '../session/fakeBrowser.ts'

const cleo = { ...credentials, email: 'cleo@acme.test' }
const required = async (client: SessionClient) =>
  requiredFactor(await client.signIn(cleo).catch((error: unknown) => error))

describe('a sign-in that wants a second factor', () => {
  it('is refused with what it lacks, and signs nobody in', async () => {
    const tab = createBrowser().openTab()
    expect(await required(tab.client)).toMatchObject({ challenge: 'user-cleo cookie', methods: ['totp', 'recovery'] })
    expect(kindIn(tab)).toBe('signedOut')
  })

  it('is told from one that is refused for another reason', async () => {
    const tab = createBrowser().openTab()
    const wrong = await tab.client.signIn({ ...cleo, password: 'wrong' }).catch((error: unknown) => error)
    expect(requiredFactor(wrong)).toBeNull()
    expect(requiredFactor(new Error('something else'))).toBeNull()
    expect(requiredFactor(undefined)).toBeNull()
  })

  it('goes on after a wrong code, and is then signed in in every tab', async () => {
    const { openTab } = createBrowser()
    const [tab, other] = [openTab(), openTab()]
    const { challenge } = (await required(tab.client))!
    const proof = { challenge, method: 'totp' } as const
    await expect(completeSecondFactor(tab.client, { ...proof, code: '000000' })).rejects.toMatchObject({
      code: 'second-factor-wrong',
      extra: { triesLeft: 4 },
    })
    await completeSecondFactor(tab.client, { ...proof, code: '287082' })
    await settled()
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedIn', 'signedIn'])
    expect(tokenIn(other)).toBe(tokenIn(tab))
  })

  it('ends the session before it once it is through, not before', async () => {
    const { tab, server } = await signedInTab({ transport: 'bearer' })
    const { challenge } = (await required(tab.client))!
    const live = () =>
      [...server.sessions.values()].filter(({ endedAs }) => endedAs === null).map(({ userId }) => userId)
    expect(live()).toEqual(['user-ann'])
    await completeSecondFactor(tab.client, { challenge, method: 'totp', code: '287082' })
    await settled()
    expect(live()).toEqual(['user-cleo'])
    expect(tab.others).toEqual(['cleo@acme.test'])
  })
})

describe('a new proof of somebody who has a second factor', () => {
  it('goes on after the password, and is then in every tab', async () => {
    const { openTab } = createBrowser()
    const [tab, other] = [openTab(), openTab()]
    const { challenge } = (await required(tab.client))!
    await completeSecondFactor(tab.client, { challenge, method: 'totp', code: '287082' })
    await settled()
    const before = tokenIn(tab)
    const { password } = credentials
    const lacking = requiredFactor(await reauthenticate(tab.client, { password }).catch((error: unknown) => error))!
    expect(lacking.methods).toEqual(['totp', 'recovery'])
    const proof = { challenge: lacking.challenge, method: 'totp' } as const
    const wrong = reauthenticateWithFactor(tab.client, { ...proof, code: '000000' })
    await expect(wrong).rejects.toMatchObject({ code: 'second-factor-wrong', extra: { triesLeft: 4 } })
    expect([kindIn(tab), tokenIn(tab)]).toEqual(['signedIn', before])
    await reauthenticateWithFactor(tab.client, { ...proof, code: '287082' })
    await settled()
    expect(tokenIn(tab)).not.toBe(before)
    expect(tokenIn(other)).toBe(tokenIn(tab))
  })
})
