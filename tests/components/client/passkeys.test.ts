import { afterEach, describe, expect, it, vi } from 'vitest'
import { canSuggestPasskeys, makePasskey, passkeysWork, showPasskey } from '../../../client/secondFactor/passkeys.ts'

afterEach(() => void vi.unstubAllGlobals())

const buffer = (...bytes: number[]) => new Uint8Array(bytes).buffer
/** What a browser asks its authenticator, and the answer it gets. */
const authenticator = (response: Record<string, unknown>) => {
  const asked: Record<string, unknown>[] = []
  const credential = {
    id: '-_8',
    rawId: buffer(251, 255),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    response,
  }
  const ask = async ({ publicKey }: { publicKey: Record<string, unknown> }) => {
    asked.push(publicKey)
    return credential
  }
  vi.stubGlobal('navigator', { credentials: { create: ask, get: ask } })
  return asked
}
const refusing = (name: string) => {
  const refuse = async () => Promise.reject(new DOMException('no', name))
  vi.stubGlobal('navigator', { credentials: { create: refuse, get: refuse } })
}
const bytes = (...of: number[]) => new Uint8Array(of)
const creation = { challenge: '-_8', rp: { id: 'acme.test' }, user: { id: 'AQI', name: 'ann' }, excludeCredentials: [] }

describe('a passkey', () => {
  it('is made from what the server asks as JSON, and answered as JSON', async () => {
    const asked = authenticator({
      clientDataJSON: buffer(1),
      attestationObject: buffer(2, 3),
      getTransports: () => ['internal'],
    })
    expect(await makePasskey({ ...creation, excludeCredentials: [{ id: 'AQ', type: 'public-key' }] })).toEqual({
      id: '-_8',
      rawId: '-_8',
      type: 'public-key',
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
      response: { clientDataJSON: 'AQ', attestationObject: 'AgM', transports: ['internal'] },
    })
    expect(asked).toEqual([
      {
        challenge: bytes(251, 255),
        rp: { id: 'acme.test' },
        user: { id: bytes(1, 2), name: 'ann' },
        excludeCredentials: [{ id: bytes(1), type: 'public-key' }],
      },
    ])
  })

  it('is shown with the handle of the account that it is of', async () => {
    const asked = authenticator({
      clientDataJSON: buffer(1),
      authenticatorData: buffer(2),
      signature: buffer(3),
      userHandle: buffer(4),
    })
    const shown = await showPasskey({ challenge: 'AQ', rpId: 'acme.test' })
    expect(shown.response).toEqual({ clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw', userHandle: 'BA' })
    expect(asked).toEqual([{ challenge: bytes(1), rpId: 'acme.test', allowCredentials: [] }])
  })

  it.each([
    ['NotAllowedError', 'passkey-cancelled'],
    ['InvalidStateError', 'passkey-known'],
    ['SecurityError', 'passkey-forbidden'],
    ['UnknownError', 'passkey-failed'],
  ])('that the browser does not give, by %s, is %s', async (name, code) => {
    refusing(name)
    await expect(makePasskey(creation)).rejects.toMatchObject({ name: 'PasskeyError', code })
    await expect(showPasskey({ challenge: 'AQ' })).rejects.toMatchObject({ name: 'PasskeyError', code })
  })

  it('is not spoken of where a browser has none', async () => {
    expect(passkeysWork()).toBe(false)
    expect(await canSuggestPasskeys()).toBe(false)
  })
})
