import { readFile } from 'node:fs/promises'
import { type Policy, policySchema } from '#events/tenant/policy/sections.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Some sections of a policy, each whole, as JSON. @throws Error that names the file and the place in it */
export const readPolicyFile = async (file: string): Promise<Partial<Policy>> => {
  const text = await readFile(file, 'utf8')
  let written: unknown
  try {
    written = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
  const parsed = policySchema.partial().safeParse(written)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${file}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'wrong'}`)
  }
  const sections = Object.entries(parsed.data).filter(([, rules]) => rules !== undefined)
  return Object.fromEntries(sections) as Partial<Policy>
}

/** `limits.perPerson: null -> 3`: each value that differs, by its place. Lists are one value. */
export const differences = (before: unknown, after: unknown, path = ''): string[] => {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => differences(before[name], after[name], path === '' ? name : `${path}.${name}`))
  }
  const [was, is] = [before, after].map((value) => JSON.stringify(value) ?? 'not set')
  return was === is ? [] : [`${path}: ${was} -> ${is}`]
}
