import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes } from '#services/ports/errors.ts'

it('describes every error code with its status in docs/errors.md, and no other', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  const described = Object.fromEntries(
    [...page.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\|/gm)].map((match) => [match[1], Number(match[2])]),
  )
  expect(described).toEqual(errorCodes)
})
