import { expect, it } from 'vitest'
import { remembered } from '#services/context/remembered.ts'

it('makes an answer once while it is used, and again when it was forgotten', () => {
  const made: string[] = []
  const get = remembered(2, (key) => {
    made.push(key)
    return { key }
  })
  const asked = ['a', 'a', 'b', 'a', 'c', 'd', 'e', 'f', 'a']
  expect(asked.map((key) => get(key).key)).toEqual(asked)
  expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'a'])
})
