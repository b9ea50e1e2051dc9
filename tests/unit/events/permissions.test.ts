import { describe, expect, it } from 'vitest'
import { permissionNames, permissionsOf, rolesMay, scopesMay } from '#events/permissions.ts'
import { roles } from '#events/tenant/events.ts'

const everyone = ['own-account', 'end-own-sessions']

describe('the table of permissions', () => {
  it('gives each role what the HTTP contract says', () => {
    expect(Object.fromEntries(roles.map((role) => [role, permissionsOf([role])]))).toEqual({
      member: everyone,
      analyst: [...everyone, 'watch', 'end-sessions', 'contain', 'judge-anomalies', 'export-log'],
      admin: [
        ...everyone,
        'watch',
        'end-sessions',
        'contain',
        'shut-own-way',
        'judge-anomalies',
        'end-many-sessions',
        'manage-people',
        'manage-policy',
        'manage-applications',
        'manage-keys',
        'export-log',
        'export-evidence',
        'import-sessions',
      ],
      auditor: [...everyone, 'watch', 'export-log', 'export-evidence'],
      operator: [...everyone, 'operate'],
    })
  })

  it('gives somebody with several roles all that any of them has', () => {
    expect(permissionsOf(['member', 'operator', 'auditor'])).toEqual([
      ...everyone,
      'watch',
      'export-log',
      'export-evidence',
      'operate',
    ])
  })

  it('leaves somebody without a role what is their own', () => {
    expect(permissionsOf([])).toEqual(everyone)
  })

  it('lets a guard follow who is signed out and ask about tokens, and nothing else', () => {
    expect(permissionNames.filter((name) => scopesMay(['guard'], name))).toEqual(['follow-revocations', 'check-tokens'])
  })

  it('lets no person do what only an application’s server may', () => {
    expect(permissionNames.filter((name) => scopesMay(['sessions'], name))).toEqual([
      'sign-people-in',
      'import-sessions',
      'check-tokens',
    ])
    for (const name of ['sign-people-in', 'check-tokens'] as const) expect(rolesMay(roles, name)).toBe(false)
  })
})
