/**
 * An event is sealed with a key of the tenant's that is gone: the log is damaged. The missing key of a person is no
 * error, because that person is forgotten.
 */
export class KeyMissing extends Error {
  readonly tenantId: string
  /** A user id, or '' for the tenant's own. */
  readonly subject: string
  constructor(tenantId: string, subject: string) {
    super(`The key of ${subject === '' ? 'the tenant' : `person ${subject}`} of tenant ${tenantId} is missing`)
    this.name = 'KeyMissing'
    this.tenantId = tenantId
    this.subject = subject
  }
}
