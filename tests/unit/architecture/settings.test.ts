import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSettings, SettingsError, settingsSchema } from '#services/settings/settings.ts'

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
      'ROLLCALL_MASTER_KEY',
      'TLS_CERT and TLS_KEY',
      'TRUSTED_PROXIES',
    ])
  })

  it('refuse a reachable address without TLS or a trusted proxy, and name the setting', () => {
    expect(mistakesIn({ HOST: '0.0.0.0' }).join()).toContain('TLS_CERT')
    expect(mistakesIn({ HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.0.0/8' })).toEqual([])
    for (const HOST of ['::1', '127.8.0.1', 'localhost', ' ::1 '])
      expect([HOST, mistakesIn({ HOST })]).toEqual([HOST, []])
    for (const HOST of ['::', '10.0.0.1', 'rollcall.test'])
      expect(mistakesIn({ HOST })).toEqual([expect.stringContaining(`HOST: ${HOST} is not a loopback address`)])
  })

  it('want who signs in to Kafka, and where tokens are had', () => {
    const login = { KAFKA_SASL_USERNAME: 'rollcall', KAFKA_SASL_PASSWORD: 'word' }
    expect(mistakesIn({ KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'rollcall' }).join()).toContain(
      'plain needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    )
    expect(mistakesIn({ KAFKA_SASL_MECHANISM: 'plain', ...login })).toEqual([])
    expect(mistakesIn({ KAFKA_SASL_MECHANISM: 'oauthbearer', ...login }).join()).toContain('KAFKA_OAUTH_TOKEN_URL')
  })

  it("want the master key from outside when the database is somebody else's", () => {
    expect(mistakesIn({ DATABASE_URL: 'postgres://a@b/c' }).join()).toContain('ROLLCALL_MASTER_KEY')
    expect(mistakesIn({ DATABASE_URL: 'postgres://a@b/c', ROLLCALL_MASTER_KEY: key })).toEqual([])
  })

  it('know both names of KurrentDB, and want a user or the word that there is no TLS', () => {
    const good = [
      'kurrentdb://user:word@host:2113',
      'esdb://user:word@host',
      'kurrentdb+discover://user:w%40rd@cluster.example:2113?keepAliveInterval=20000',
      'esdb+discover://one:2113,two:2113,three:2113?tls=false',
      'kurrentdb://127.0.0.1:2113/?tls=false',
    ]
    for (const url of good) expect([url, mistakesIn({ KURRENTDB_URL: url })]).toEqual([url, []])
    for (const url of [
      'kurrentdb://host:2113',
      'kurrentdb://host:2113?tls=true',
      'http://host:2113',
      'host',
      'esdb://',
    ])
      expect([url, mistakesIn({ KURRENTDB_URL: url })]).toEqual([url, [expect.stringContaining('KURRENTDB_URL')]])
    expect(mistakesIn({ KURRENTDB_URL: 'https://user:hunter2@host' }).join()).not.toContain('hunter2')
  })

  it('are each described in docs/settings.md, and nothing else is', () => {
    const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')
    const described = [...page.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1]!)
    expect(described.sort()).toEqual(Object.keys(settingsSchema.shape).sort())
  })
})
