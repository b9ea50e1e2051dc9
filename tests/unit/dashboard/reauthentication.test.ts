import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../dashboard/src/api/problem.ts'
import { createReauthentication } from '../../../dashboard/src/reauthentication.ts'

const refusal = (code: string, extra: object = {}) => new ApiError({ title: code, status: 401, code, id: '', ...extra })
const wanted = refusal('reauthentication-required', { maxAgeSeconds: 300, methods: ['pwd'] })
const wrong = new ApiError({
  title: 'Invalid request',
  status: 400,
  code: 'invalid-request',
  id: '',
  errors: [{ path: 'body.password', code: 'wrong-password', message: 'The password is wrong.' }],
})

const asking = () => {
  const tried: unknown[] = []
  const { asked, ask, prove, cancel } = createReauthentication(async (proof) => {
    tried.push(proof)
    if (proof.password !== 'right') throw wrong
  })
  return { tried, asked, ask, prove, cancel }
}

describe('a request that wants a recent proof', () => {
  it('waits until its person has proved it, together with all others that want it', async () => {
    const { asked, ask, prove } = asking()
    const both = Promise.all([ask(wanted, undefined), ask(wanted, undefined)])
    expect(asked.value).toEqual({ maxAgeSeconds: 300, methods: ['pwd'] })
    await expect(prove({ password: 'wrong' })).rejects.toBe(wrong)
    expect(asked.value).not.toBeNull()
    await prove({ password: 'right' })
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
    expect(tried).toEqual([{ password: 'right' }])
    expect(asked.value).toBeNull()
  })

  it('shows at its own field that the password of the form is wrong', async () => {
    const { asked, ask } = asking()
    await expect(ask(wanted, { password: 'wrong', path: 'body.current' })).rejects.toMatchObject({
      errors: [{ path: 'body.current', code: 'wrong-password' }],
    })
    expect(asked.value).toBeNull()
  })
})
