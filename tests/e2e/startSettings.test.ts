import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processesAt } from '../support/processes.ts'
import { runRollcall, temporaryFolder } from '../support/runningRollcall.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
const start = (environment: Record<string, string>) => runRollcall(['start'], { data: place.folder, environment })

beforeAll(async () => {
  place = await temporaryFolder()
})
afterAll(() => place.remove())

describe('wrong settings', () => {
  it('are listed all at once, before anything is started', async () => {
    const { code, output, errors } = await start({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      TRUSTED_PROXIES: '10.0.0.0/99',
      TLS_CERT: 'cert.pem',
    })
    expect(code).toBe(1)
    for (const name of ['PORT', 'LOG_LEVEL', 'TRUSTED_PROXIES', 'TLS_CERT']) expect(errors).toContain(name)
    expect(output).not.toContain('Starting')
    expect(processesAt(place.folder)).toEqual([])
  })

  it('include an address that others reach without TLS or a trusted proxy', async () => {
    const { code, errors } = await start({ HOST: '0.0.0.0' })
    expect(code).toBe(1)
    expect(errors).toMatch(/HOST: 0\.0\.0\.0 .*TLS_CERT.*TRUSTED_PROXIES/)
  })

  it('include certificates that are not there or none', async () => {
    const missing = await start({ TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' })
    expect(missing.code).toBe(1)
    expect(missing.errors).toMatch(/TLS_CERT: .*\n.*TLS_KEY: /)
    const wrong = await start({ TLS_CERT: process.execPath, TLS_KEY: import.meta.filename })
    expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining('TLS_CERT and TLS_KEY') })
  })

  it('include an address that is not of this machine, and nothing is left running', async () => {
    const { code, errors } = await start({ HOST: '192.0.2.1', TRUSTED_PROXIES: '192.0.2.0/24' })
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('HOST') })
    expect(processesAt(place.folder)).toEqual([])
  })

  it('are told apart from commands that do not exist', async () => {
    const { code, errors } = await runRollcall(['stort'], { data: place.folder })
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('stort') })
  })
})
