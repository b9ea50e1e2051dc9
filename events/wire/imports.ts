import { z } from 'zod'
import { personFormats, roles, sessionFields, tableFormats } from '../wordLists.ts'
import { clientIdInput } from './signInRequests.ts'

/** The bytes of a file, sent as they are. */
export const fileBody = z.custom<Uint8Array>((value) => value instanceof Uint8Array, { message: 'Send a file.' })

const isDry = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
  .meta({ description: 'Writes nothing, and answers what would become of each line' })

/** A name, an equals sign and what it stands for; several times for several. */
const pairs = z
  .union([
    z
      .string()
      .max(400)
      .transform((pair) => [pair]),
    z.array(z.string().max(400)).max(100),
  ])
  .default([])

const givenRoles = z.enum(roles).exclude(['operator'])

const rolesText = z
  .string()
  .max(100)
  .default('member')
  .transform((text) => text.split(','))
  .pipe(z.array(givenRoles).min(1).max(4))
  .meta({ description: 'What everybody gets: member, analyst, admin, auditor, separated by commas' })

/** `staff=analyst`, where the name may hold equals signs itself. */
const rolePair = z
  .string()
  .regex(/^.+=[a-z]+$/u, { message: 'takes a role of the source, an equals sign and a role: staff=analyst' })
  .transform((pair): [string, string] => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)])
  .pipe(z.tuple([z.string(), givenRoles]))

export const roleMapInput = z.array(rolePair)
export const importRolesInput = rolesText

export const importPeopleQuery = z.strictObject({
  format: z.enum(personFormats),
  dryRun: isDry,
  roles: rolesText,
  mapRole: pairs.pipe(roleMapInput).meta({
    description:
      'staff=analyst: who has the role staff in the source is an analyst here. Other roles stand for nothing',
  }),
  source: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .optional()
    .meta({ description: 'Tells the ids of one source from those of another. Absent: the format' }),
  client: clientIdInput
    .optional()
    .meta({ description: 'The application whose own ids these are: it signs people in by them (`userRef`)' }),
})

export const mostReportedLines = 1_000
const reportedLine = z
  .object({
    line: z.int().meta({ description: 'Where the record begins, counted from 1' }),
    outcome: z.string(),
    code: z.string().nullable().meta({ description: 'Of a refused line' }),
    messages: z.array(z.string()),
  })
  .meta({ id: 'ImportedLine' })

const count = z.int()
export const importReportShape = z
  .object({
    dryRun: z.boolean(),
    read: count,
    added: count,
    completed: count.meta({ description: 'Were there without a password, which the file brought' }),
    already: count.meta({ description: 'Were there; nothing changed' }),
    refused: count,
    warned: count,
    lines: z
      .array(reportedLine)
      .meta({ description: `Lines that were refused or that somebody should look at, ${mostReportedLines} at most` }),
  })
  .meta({ id: 'ImportReport' })
export type ImportReport = z.infer<typeof importReportShape>

const fieldPair = z
  .string()
  .regex(/^.+=[a-zA-Z]+$/u, { message: 'takes a column, an equals sign and what it is: token=externalRef' })
  .transform((pair): [string, string] => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)])
  .pipe(z.tuple([z.string(), z.enum(sessionFields)]))
export const fieldMapInput = z.array(fieldPair)

export const importSessionsQuery = z.strictObject({
  format: z.enum(tableFormats),
  client: clientIdInput
    .optional()
    .meta({ description: 'The application whose sessions these are. A key of an application stands for that one' }),
  map: pairs.pipe(fieldMapInput).meta({
    description: `token=externalRef: what a column is that goes by another name. ${sessionFields.join(', ')}`,
  }),
  ended: z
    .enum(['skip', 'history'])
    .default('skip')
    .meta({ description: 'What becomes of sessions that have ended: nothing, or sessions that ended when they did' }),
  dryRun: isDry,
})

export const sessionImportShape = z
  .object({
    dryRun: z.boolean(),
    read: count,
    live: count,
    history: count.meta({ description: 'Had ended, and are kept as history' }),
    skipped: count.meta({ description: 'Had ended' }),
    already: count.meta({ description: 'Were taken over before; nothing changed' }),
    refused: count,
    shortened: count.meta({
      description: 'Live ones that end sooner than their table said: the policy allows no more',
    }),
    columns: z.record(z.string(), z.string()).meta({ description: 'By field, the column that it was read from' }),
    lines: z.array(reportedLine).meta({ description: `Rows that were refused, ${mostReportedLines} at most` }),
  })
  .meta({ id: 'SessionImportReport' })
export type SessionImportReport = z.infer<typeof sessionImportShape>
