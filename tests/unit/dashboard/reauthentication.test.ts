import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../dashboard/src/api/problem.ts'
import { createReauthentication } from '../../../dashboard/src/reauthentication.ts'

const refusal = (code: string, extra: object = {}) => new ApiError({ title: code, status: 401, code, id: '', ...extra })
const wanted = refusal('reauthentication-required', { maxAgeSeconds: 300, ways: [['webauthn'], ['pwd', 'totp']] })
const lacking = { challenge: 'sealed', methods: ['totp'], expiresAt: '', trustDeviceDays: 0 }
const wrong = new ApiError({
  title: 'Invalid request',
  status: 400,
  code: 'invalid-request',
  id: '',
  errors: [{ path: 'body.password', code: 'wrong-password', message: 'The password is wrong.' }],
})

const asking = () => {
  const tried: unknown[] = []
  const byPassword = async (password: string) => {
    tried.push(password)
    if (password === 'half') throw refusal('second-factor-required', lacking)
    if (password !== 'right') throw wrong
  }
  const { prove, ...rest } = createReauthentication(byPassword)
  return { tried, prove: (password: string) => prove(() => byPassword(password)), ...rest }
}

describe('a request that wants a recent proof', () => {
  it('waits until its person has proved it, together with all others that want it', async () => {
    const { asked, ask, prove } = asking()
    const both = Promise.all([ask(wanted, undefined), ask(wanted, undefined)])
    expect(asked.value).toEqual({
      maxAgeSeconds: 300,
      sessionWaits: false,
      ways: [['webauthn'], ['pwd', 'totp']],
      lacking: null,
    })
    await expect(prove('wrong')).rejects.toBe(wrong)
    expect(asked.value).not.toBeNull()
    await prove('right')
    expect(await both).toEqual([true, true])
    expect(asked.value).toBeNull()
  })

  it('is let go when its person does not want to, and the next one asks again', async () => {
    const { asked, ask, cancel } = asking()
    const first = ask(wanted, undefined)
    cancel()
    expect(await first).toBe(false)
    void ask(wanted, undefined)
    expect(asked.value).not.toBeNull()
  })

  it('asks nothing where the form had the password anyway', async () => {
    const { tried, asked, ask } = asking()
    expect(await ask(wanted, { password: 'right', path: 'body.current' })).toBe(true)
    expect(tried).toEqual(['right'])
    expect(asked.value).toBeNull()
  })

  it('shows at its own field that the password of the form is wrong', async () => {
    const { asked, ask } = asking()
    await expect(ask(wanted, { password: 'wrong', path: 'body.current' })).rejects.toMatchObject({
      errors: [{ path: 'body.current', code: 'wrong-password' }],
    })
    expect(asked.value).toBeNull()
  })

  it('asks for what the right password lacks, and waits on', async () => {
    const { asked, ask, prove, beginAgain } = asking()
    const waiting = ask(wanted, undefined)
    await prove('half')
    expect(asked.value).toMatchObject({ lacking, ways: [['webauthn'], ['pwd', 'totp']] })
    beginAgain()
    expect(asked.value).toMatchObject({ lacking: null })
    await prove('right')
    expect(await waiting).toBe(true)
  })

  it('asks for no more than the factor where the form had the password', async () => {
    const { asked, ask } = asking()
    void ask(wanted, { password: 'half', path: 'body.current' })
    await vi.waitFor(() => expect(asked.value).toMatchObject({ lacking }))
  })
})
