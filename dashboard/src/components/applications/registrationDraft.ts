import type { Application, Registration } from '../../api/applications.ts'

/** A registration as its form holds it: one origin to a line. */
export interface RegistrationDraft extends Omit<Registration, 'origins' | 'lifetimes'> {
  lifetimes: Application['lifetimes']
  origins: string
}

export const emptyDraft = (): RegistrationDraft => ({
  name: '',
  audience: '',
  origins: '',
  transport: 'bearer',
  lifetimes: {},
})

export const draftOf = ({ name, audience, origins, transport, lifetimes }: Application): RegistrationDraft => ({
  name,
  audience,
  origins: origins.join('\n'),
  transport,
  lifetimes: { ...lifetimes },
})

const linesOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((line) => line.replace(/\/$/, ''))
    .filter((line) => line !== '')

const setOf = (lifetimes: Application['lifetimes']): Registration['lifetimes'] =>
  Object.fromEntries(Object.entries(lifetimes).filter(([, seconds]) => seconds !== undefined))

export const registrationOf = ({ origins, lifetimes, ...draft }: RegistrationDraft): Registration => ({
  ...draft,
  origins: linesOf(origins),
  lifetimes: setOf(lifetimes),
})
