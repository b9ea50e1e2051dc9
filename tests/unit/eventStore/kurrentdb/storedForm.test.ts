import type { AllStreamRecordedEvent, EventData } from '@eventstore/db-client'
import { describe, expect, it } from 'vitest'
import type { StorableEvent } from '#services/eventStore/eventStore.ts'
import { checkStream, fromServer, isOurs, positionOf, toServer } from '#services/eventStore/kurrentdb/storedForm.ts'
import { storableEvent } from '../../../support/storableEvent.ts'

/** What the server gives back for what it was given. */
const through = ({ id, type, contentType, data, metadata }: EventData): AllStreamRecordedEvent => {
  const isJson = contentType === 'application/json'
  return {
    id,
    type,
    isJson,
    data: isJson ? JSON.parse(JSON.stringify(data)) : data,
    metadata: JSON.parse(JSON.stringify(metadata)),
    streamId: 'session-a+1',
    revision: 4n,
    created: new Date(0),
    position: { commit: 1_234n, prepare: 1_234n },
  }
}
const backAndForth = (event: StorableEvent) => fromServer(through(toServer(event).data))

describe("an event's form on KurrentDB", () => {
  it('gives back everything, sealed bytes and subjects too', () => {
    for (const event of [
      storableEvent(),
      storableEvent({ subject: '', sealed: Buffer.from([0, 255, 1]) }),
      storableEvent({ subject: 'user ü', sealed: Buffer.alloc(0), version: 3 }),
    ])
      expect(backAndForth(event)).toEqual({ ...event, stream: 'session-a+1', revision: 4, position: 1_234 })
  })

  it('is JSON that people can read, with the rest beside it', () => {
    const { data } = toServer(storableEvent({ payload: '{"data":{"reason":"lost"}}' }))
    expect(data).toMatchObject({
      contentType: 'application/json',
      data: { data: { reason: 'lost' } },
      metadata: { rollcall: 1, tenantId: expect.any(String), version: 1, at: expect.any(String) },
    })
  })

  it('keeps a payload byte for byte that JSON would come back from differently', () => {
    for (const payload of ['{ "data": {"n": 1.0} }', '{"b":1,"2":0,"1":0}', '{"a":1,"a":2}', '"\\u0041"']) {
      expect(toServer(storableEvent({ payload })).data.contentType).toBe('application/octet-stream')
      expect(backAndForth(storableEvent({ payload })).payload).toBe(payload)
    }
  })

  it('refuses what would end the process or hang for ever', () => {
    for (const id of ['nope', '', '0193AAAA-0000-7000-8000-000000000001'])
      expect(() => toServer(storableEvent({ id }))).toThrow('not a UUID in lower case')
    for (const type of ['', '$metadata']) expect(() => toServer(storableEvent({ type }))).toThrow('event type')
    expect(() => toServer(storableEvent({ payload: '{"half":' }))).toThrow('JSON')
    expect(() => toServer(storableEvent({ payload: '"\ud800"' }))).toThrow('no valid text')
    for (const stream of ['', '$ce-session', 'session-\ud800']) expect(() => checkStream(stream)).toThrow('stream name')
  })

  it("tells Rollcall's events from the server's and from other applications'", () => {
    const ours = through(toServer(storableEvent()).data)
    expect(isOurs(ours)).toBe(true)
    expect(isOurs({ ...ours, type: '$statsCollected' })).toBe(false)
    expect(isOurs({ ...ours, metadata: { correlation: 1 } })).toBe(false)
    expect(isOurs({ ...ours, metadata: undefined })).toBe(false)
  })

  it('has a whole number for a position, and an error where that ends', () => {
    expect(positionOf({ commit: 9_007_199_254_740_991n })).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => positionOf({ commit: 9_007_199_254_740_992n })).toThrow('beyond what Rollcall can hold')
  })
})
