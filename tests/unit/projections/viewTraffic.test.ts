import { expect, it } from 'vitest'
import { catalogue, eventTypes } from '#events/catalogue.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'

it('the traffic that views are tried with has every event there is, as its schema has it', () => {
  const events = [...viewTraffic({ seed: 1, events: 12_000, oddPercent: 60 })].map(({ event }) => event)
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(eventTypes))
  for (const { type, data } of events) catalogue.get(type)!.data.parse(data)
})
