import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../support/composeFile.ts'

/** A clone in which nothing is installed, and no npm that could. */
let clone: string
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'rollcall-clone-'))
  mkdirSync(join(clone, 'services'))
  for (const name of ['package.json', 'package-lock.json', 'services/rollcall.mjs', 'services/setUp.mjs'])
    cpSync(join(projectRoot, name), join(clone, name))
  cpSync(join(projectRoot, 'services/settings'), join(clone, 'services/settings'), { recursive: true })
})
afterAll(() => rmSync(clone, { recursive: true, force: true }))

const run = (args: readonly string[], environment: Record<string, string> = {}) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(clone, 'services/rollcall.mjs'), ...args], {
    // No npm is found there.
    env: { PATH: '/nowhere', ...environment },
    encoding: 'utf8',
  })
  return { status, stderr, said: stdout }
}

describe('settings that are missing', () => {
  it('are asked for before anything is installed', () => {
    const { status, stderr, said } = run(['start'], {
      DATABASE_URL: 'postgres://u:p@localhost/rollcall',
      TLS_KEY: 'key.pem',
    })
    expect([status, said]).toEqual([1, ''])
    expect(stderr).toBe(
      'Settings:\n' +
        '  ROLLCALL_MASTER_KEY: needed with DATABASE_URL; keep it out of the database and its backups\n' +
        '  TLS_CERT and TLS_KEY: set both or neither\n',
    )
    expect(existsSync(join(clone, 'node_modules'))).toBe(false)
  })

  it('are asked for beside an address that others reach, and beside a way to sign in to Kafka', () => {
    const { status, stderr, said } = run(['start'], { HOST: '0.0.0.0', KAFKA_SASL_MECHANISM: 'scram-sha-512' })
    expect([status, said]).toEqual([1, ''])
    expect(stderr).toContain('HOST: 0.0.0.0 is not a loopback address')
    expect(stderr).toContain('KAFKA_SASL_MECHANISM: scram-sha-512 needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD')
    const proxied = { HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.0.0/8' }
    expect(run(['start'], proxied).said).toContain('Installing dependencies')
  })

  it('are asked for by what a command needs', () => {
    expect(run(['serve', '--roles', 'api']).stderr).toContain('DATABASE_URL: "rollcall serve" needs a PostgreSQL')
    expect(run(['check'], { DATABASE_URL_FILE: '/run/url' }).stderr).toContain('ROLLCALL_MASTER_KEY: needed')
  })

  it('hold nobody up where nothing is missing', () => {
    for (const [args, environment] of [
      [['start'], {}],
      [['serve'], { DATABASE_URL: 'postgres://u:p@localhost/rollcall', ROLLCALL_MASTER_KEY_FILE: '/run/key' }],
      [['make-secrets', '/run'], { DATABASE_URL: 'postgres://u:p@localhost/rollcall' }],
    ] as const)
      expect(run(args, environment).said).toContain('Installing dependencies')
  })
})
