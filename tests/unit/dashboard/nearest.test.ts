import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { distance, nearestIn } from '../../../dashboard/src/components/sessions/nearest.ts'

const values: Record<string, string[]> = {
  user: ['mateo.diaz@acme.test', 'a.chen@acme.test'],
  city: ['Berlin', 'Bern', 'Navi Mumbai'],
  country: ['DE', 'IN'],
  status: ['active', 'revoked'],
}
const nearest = (filter: string) =>
  nearestIn(filter, { fields: filterFields.sessions, valuesOf: (key) => values[key] ?? [] })

describe('a value nobody has', () => {
  it.each([
    ['city:Berln', 'city:Berlin'],
    ['country:Grmany', 'country:DE'],
    ['matoe', 'mateo'],
    ['user:a.chne@acme.test', 'user:a.chen@acme.test'],
    ['city:"navi mumbay"', 'city:"Navi Mumbai"'],
  ])('%s is answered with %s', (filter, instead) => {
    expect(nearest(filter)).toMatchObject({ term: filter, instead, filter: instead })
  })

  it('keeps the rest of the filter', () => {
    expect(nearest('risk>50 (city:Berln or app:web) -country:DE')?.filter).toBe(
      'risk>50 (city:Berlin or app:web) -country:DE',
    )
  })

  it('has no answer where somebody has it, nothing is near, or it is excluded, a pattern or a time', () => {
    for (const filter of ['city:Berlin', 'city:Tokyo', '-city:Berln', 'city:Berl*', 'started>-2h', 'risk>50', 'chen'])
      expect([filter, nearest(filter)]).toEqual([filter, null])
  })

  it('is as far as the keystrokes between', () => {
    expect([
      distance('berlin', 'berln'),
      distance('matoe', 'mateo'),
      distance('', 'ab'),
      distance('same', 'same'),
    ]).toEqual([1, 1, 2, 0])
  })
})
