import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSettings, SettingsError, settingsSchema } from '#services/settings.ts'

const mistakesIn = (environment: Record<string, string>): readonly string[] => {
  try {
    readSettings(environment)
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes
    throw error
  }
}

const key = Buffer.alloc(32, 7).toString('base64')

describe('settings', () => {
  it('have a default for everything that runs on one machine', () => {
    expect(readSettings({})).toMatchObject({ HOST: '127.0.0.1', PORT: 8080, PLACE_DETAIL: 'city', TRUSTED_PROXIES: [] })
  })

  it('list all mistakes at once, each with the name of its variable', () => {
    const mistakes = mistakesIn({
      PORT: 'eighty',
      TRUSTED_PROXIES: '10.0.0.0/99',
      PLACE_DETAIL: 'street',
      DATABASE_URL: 'mysql://x',
      HOST: '0.0.0.0',
      TLS_CERT: 'cert.pem',
    })
    expect(mistakes.map((mistake) => mistake.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PLACE_DETAIL',
      'PORT',
      'TLS_CERT and TLS_KEY',
      'TRUSTED_PROXIES',
    ])
  })

  it('refuse a reachable address without TLS or a trusted proxy, and name the setting', () => {
    expect(mistakesIn({ HOST: '0.0.0.0' }).join()).toContain('TLS_CERT')
    expect(mistakesIn({ HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.0.0/8' })).toEqual([])
    expect(mistakesIn({ HOST: '::1' })).toEqual([])
  })

  it("want the master key from outside when the database is somebody else's", () => {
    expect(mistakesIn({ DATABASE_URL: 'postgres://a@b/c' }).join()).toContain('ROLLCALL_MASTER_KEY')
    expect(mistakesIn({ DATABASE_URL: 'postgres://a@b/c', ROLLCALL_MASTER_KEY: key })).toEqual([])
  })

  it('are each described in docs/settings.md, and nothing else is', () => {
    const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')
    const described = [...page.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1]!)
    expect(described.sort()).toEqual(Object.keys(settingsSchema.shape).sort())
  })
})
