/** Collects a statement's parameters, so that values never become part of its text. */
export interface SqlParameters {
  readonly values: unknown[]
  /** Adds a value and answers its placeholder with the type: `$3::text[]`. */
  bind: (value: unknown, type: string) => string
}

export const sqlParameters = (): SqlParameters => {
  const values: unknown[] = []
  return {
    values,
    bind(value, type) {
      values.push(value)
      return `$${values.length}::${type}`
    },
  }
}
