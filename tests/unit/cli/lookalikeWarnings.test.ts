import { describe, expect, it } from 'vitest'
import { lookalikeWarnings } from '#services/cli/lookalikeWarnings.ts'
import { CodedError } from '#services/ports/errors.ts'

const email = 'раul@acme.test'

describe('whoever added a person', () => {
  it('is told whom the address looks like, letter by letter, and that it mixes scripts', async () => {
    const found = { lookalikes: ['paul@acme.test'], mixesScripts: true }
    expect(await lookalikeWarnings(async () => found, 'acme', email)).toEqual([
      `Warning: ${email} looks like paul@acme.test, who is in this tenant already (<U+0440><U+0430>ul@acme.test beside paul@acme.test).`,
      `Warning: ${email} mixes letters of several scripts: <U+0440><U+0430>ul@acme.test.`,
    ])
  })

  it('is told when that could not be found out, and nothing fails any more', async () => {
    const fails = () => Promise.reject(new CodedError('store-unavailable'))
    expect(await lookalikeWarnings(fails, 'acme', email)).toEqual([
      `Warning: it could not be looked up whether ${email} looks like somebody else’s address in this tenant.`,
    ])
  })
})
