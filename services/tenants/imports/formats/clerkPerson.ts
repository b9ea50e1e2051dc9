import { readNamedHash } from '#services/tenants/passwords/imported/readHash.ts'
import { emailOf, type Fields, nameOf, passwordOf, type PersonLine, textOf } from '../personLine.ts'

/**
 * A row of the CSV that Clerk's dashboard exports: id, first_name, last_name, username, primary_email_address,
 * verified_email_addresses, totp_secret, password_digest, password_hasher and others.
 * https://clerk.com/docs/deployments/migrate-overview, https://github.com/clerk/migration-script
 */
export const clerkPerson = (row: Fields): PersonLine => {
  const email = emailOf(row['primary_email_address'])
  const digest = textOf(row['password_digest'], 'password_digest', 2_000)
  const hasher = textOf(row['password_hasher'], 'password_hasher', 100) ?? ''
  const { password, warnings } = passwordOf(() => (digest === null ? null : readNamedHash(digest, hasher)))
  const hasFactor = textOf(row['totp_secret'], 'totp_secret', 1_000) !== null
  return {
    sourceId: textOf(row['id'], 'The id', 200),
    email,
    name: nameOf([row['first_name'], row['last_name']], email),
    roles: [],
    isDisabled: false,
    password,
    warnings: [...warnings, ...(hasFactor ? ['Second factors are not taken over.'] : [])],
  }
}
