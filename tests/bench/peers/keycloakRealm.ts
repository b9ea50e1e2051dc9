/** What both are asked by: one person of one client. */
export const bench = {
  realm: 'bench',
  client: { client_id: 'bench', client_secret: 'bench-secret' },
  person: { username: 'ann', password: 'correct horse battery' },
} as const

/**
 * As Keycloak imports it. Refresh tokens are used once, as Rollcall's are; all else is as a new realm has it. Nothing else is
 * turned off: its events are not stored by default, while ours are what everything rests on.
 */
export const keycloakRealm = {
  realm: bench.realm,
  enabled: true,
  sslRequired: 'none',
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,
  accessTokenLifespan: 600,
  ssoSessionIdleTimeout: 86_400,
  ssoSessionMaxLifespan: 864_000,
  clients: [
    {
      clientId: bench.client.client_id,
      secret: bench.client.client_secret,
      enabled: true,
      publicClient: false,
      directAccessGrantsEnabled: true,
    },
  ],
  users: [
    {
      username: bench.person.username,
      enabled: true,
      emailVerified: true,
      email: 'ann@acme.test',
      firstName: 'Ann',
      lastName: 'Chen',
      credentials: [{ type: 'password', value: bench.person.password }],
    },
  ],
}
