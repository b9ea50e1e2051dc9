import { emailSchema } from '#events/text/emailAddress.ts'
import type { SetUp } from '../../api/setupCalls.ts'

export interface SetupStep {
  part: keyof SetUp
  title: string
  lead: string
}

export const setupSteps: readonly SetupStep[] = [
  {
    part: 'operator',
    title: 'The operator',
    lead: 'Runs this server: tenants, upgrades, views. Sees nobody’s sessions. Signs in to the tenant “system”.',
  },
  {
    part: 'tenant',
    title: 'The first tenant',
    lead: 'An organisation whose sessions Rollcall keeps. Nobody in it sees another tenant.',
  },
  {
    part: 'admin',
    title: 'Its first admin',
    lead: 'Ends sessions, sets policy and lets others in.',
  },
]

export const nothingEntered = (): SetUp => ({
  operator: { email: '', name: '', password: '' },
  tenant: { slug: '', name: '' },
  admin: { email: '', name: '', password: '' },
})

/** "Acme Corp." to "acme-corp": what people type at sign-in. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)

/** What the browser can tell before the server checks the step; by field, as the server names it. */
export const mistakesIn = (step: SetupStep, entered: SetUp): Record<string, string> => {
  if (step.part === 'tenant') {
    const isGood = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(entered.tenant.slug)
    return isGood ? {} : { 'tenant.slug': 'Lower-case letters, digits and hyphens, no hyphen at either end.' }
  }
  const { email, password } = entered[step.part]
  const mistakes: Record<string, string> = {}
  const address = emailSchema.safeParse(email)
  if (!address.success) mistakes[`${step.part}.email`] = address.error.issues[0]?.message ?? ''
  if (Array.from(password).length < 8) mistakes[`${step.part}.password`] = 'A password has at least 8 characters.'
  return mistakes
}

/** The first step that holds one of the mistakes, or null. */
export const stepWithMistake = (mistakes: Readonly<Record<string, string>>): number | null => {
  const found = setupSteps.findIndex(({ part }) => Object.keys(mistakes).some((path) => path.startsWith(`${part}.`)))
  return found === -1 ? null : found
}
