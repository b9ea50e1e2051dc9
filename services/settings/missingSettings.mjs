// Settings without which others are of no use. The entry asks before anything is installed, so this runs on any Node >= 18 alone.
import { BlockList, isIP } from 'node:net'

const isSet = (environment, name) => [environment[name], environment[`${name}_FILE`]].some((value) => value)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')
const isLoopback = (host) =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

const missingForTls = (has, { HOST }) => {
  if (has('TLS_CERT') !== has('TLS_KEY')) return ['TLS_CERT and TLS_KEY: set both or neither']
  const host = HOST?.trim() || 'localhost'
  if (isLoopback(host) || has('TLS_CERT') || has('TRUSTED_PROXIES')) return []
  return [
    `HOST: ${host} is not a loopback address, so set TLS_CERT and TLS_KEY, or TRUSTED_PROXIES for the proxy that ends TLS`,
  ]
}

const missingForKafka = (has, { KAFKA_SASL_MECHANISM: mechanism }) => {
  if (!mechanism) return []
  if (!has('KAFKA_SASL_USERNAME') || !has('KAFKA_SASL_PASSWORD'))
    return [`KAFKA_SASL_MECHANISM: ${mechanism} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`]
  if (mechanism === 'oauthbearer' && !has('KAFKA_OAUTH_TOKEN_URL'))
    return ['KAFKA_SASL_MECHANISM: oauthbearer needs KAFKA_OAUTH_TOKEN_URL']
  return []
}

export const missingSettings = (environment) => {
  const has = (name) => isSet(environment, name)
  return [
    ...(has('DATABASE_URL') && !has('ROLLCALL_MASTER_KEY')
      ? ['ROLLCALL_MASTER_KEY: needed with DATABASE_URL; keep it out of the database and its backups']
      : []),
    ...missingForTls(has, environment),
    ...missingForKafka(has, environment),
    ...(has('SMTP_URL') && !has('MAIL_FROM')
      ? [
          'MAIL_FROM: needed with SMTP_URL; the address that mails come from, e.g. Acme security <security@acme.example>',
        ]
      : []),
  ]
}

export const missingForServe = (environment) =>
  isSet(environment, 'DATABASE_URL')
    ? []
    : [
        'DATABASE_URL: "rollcall serve" needs a PostgreSQL that all its processes share, and ROLLCALL_MASTER_KEY; ' +
          '"rollcall start" brings a PostgreSQL of its own and does everything in one process',
      ]
