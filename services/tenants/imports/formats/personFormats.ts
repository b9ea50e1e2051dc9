import type { FileShape } from '#events/files/readRecords.ts'
import type { PersonFormat } from '#events/wordLists.ts'
import type { Fields, PersonLine } from '../personLine.ts'
import { auth0Person } from './auth0Person.ts'
import { clerkPerson } from './clerkPerson.ts'
import { keycloakPerson } from './keycloakPerson.ts'
import { plainPerson } from './plainPerson.ts'

export const personFormats: Readonly<
  Record<PersonFormat, { shape: FileShape; person: (fields: Fields) => PersonLine }>
> = {
  keycloak: { shape: 'array', person: keycloakPerson },
  auth0: { shape: 'lines', person: auth0Person },
  clerk: { shape: 'csv', person: clerkPerson },
  csv: { shape: 'csv', person: plainPerson },
  ndjson: { shape: 'lines', person: plainPerson },
}

/** The member of a realm export that holds its people. */
export const personMember = 'users'
