import { describe, expect, it } from 'vitest'
import { kurrentdbAddress } from '#services/eventStore/kurrentdb/kurrentdbAddress.ts'
import { renewableClient } from '#services/eventStore/kurrentdb/renewableClient.ts'

describe('the address of a KurrentDB', () => {
  it('is passed to the client by the name it knows, with ours', () => {
    expect(kurrentdbAddress('kurrentdb+discover://admin:ch%40nge@a:1,b:2?tlsCAFile=%2Fca.crt')).toEqual({
      connectionString: 'esdb+discover://admin:ch%40nge@a:1,b:2?tlsCAFile=%2Fca.crt&connectionName=rollcall',
      credentials: { username: 'admin', password: 'ch@nge' },
      hosts: 'a:1,b:2',
    })
    expect(kurrentdbAddress('esdb://127.0.0.1:2113/?tls=false&connectionName=mine').connectionString).toBe(
      'esdb://127.0.0.1:2113?tls=false&connectionName=mine',
    )
  })

  it('has credentials for every append, where the server looks at none too', () => {
    const { username, password } = kurrentdbAddress('kurrentdb://127.0.0.1?tls=false').credentials
    expect(username !== '' && password !== '').toBe(true)
  })

  it('is never repeated in an error: it may hold a password', () => {
    for (const url of [
      'kurrentdb://admin:hunter2@',
      'nonsense://admin:hunter2@host',
      'kurrentdb://admin:hunter2@host:port',
    ])
      expect(() => renewableClient(kurrentdbAddress(url), () => 0)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      )
  })
})
