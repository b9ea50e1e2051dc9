/** An event is sealed with a key that is gone, and no `SubjectForgotten` explains it: the log is damaged, not erased. */
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
