import { readFileSync } from 'node:fs'

type Environment = Readonly<Record<string, string | undefined>>

/** Settings that are or contain secrets. The operator may put each into a file and name that file in `<NAME>_FILE`. */
export const secretSettings = [
  'DATABASE_URL',
  'KURRENTDB_URL',
  'ROLLCALL_MASTER_KEY',
  'ROLLCALL_BACKUP_PASSPHRASE',
  'METRICS_TOKEN',
  'KAFKA_SASL_PASSWORD',
  'SMTP_URL',
] as const

export interface FilledEnvironment {
  environment: Environment
  mistakes: string[]
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** Adds the contents of the files that the `_FILE` variables name. */
export const withSecretFiles = (environment: Environment): FilledEnvironment => {
  const filled: Record<string, string | undefined> = { ...environment }
  const mistakes: string[] = []
  for (const name of secretSettings) {
    const path = environment[`${name}_FILE`]
    if (!isSet(path)) continue
    const content = contentOf(path)
    if (isSet(environment[name])) mistakes.push(`${name}_FILE: ${name} is set too; set one of them`)
    else if (content === null) mistakes.push(`${name}_FILE: ${path} cannot be read`)
    else if (content === '') mistakes.push(`${name}_FILE: ${path} is empty`)
    else filled[name] = content
  }
  return { environment: filled, mistakes }
}
