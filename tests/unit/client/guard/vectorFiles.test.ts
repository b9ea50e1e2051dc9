import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { vectorFiles } from '../../../support/vectors/vectorFiles.ts'

it.each(Object.entries(vectorFiles()))('client/vectors/%s is what its script makes', (name, text) => {
  expect(readFileSync(new URL(`../../../../client/vectors/${name}`, import.meta.url), 'utf8') === text).toBe(true)
})
