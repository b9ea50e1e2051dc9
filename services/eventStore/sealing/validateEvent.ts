import { z } from 'zod'
import { catalogue } from '#events/catalogue.ts'
import { actorSchema, contextSchema, type NewEvent } from '#events/envelope.ts'
import { instantSchema } from '#events/freeText.ts'

const metadataSchema = z.object({
  id: z.uuid(),
  tenantId: z.uuid(),
  at: instantSchema,
  actor: actorSchema,
  correlationId: z.string().min(1).max(200),
  causationId: z.string().min(1).max(200).nullable(),
  context: contextSchema.nullable(),
})

const placeOf = (issue: z.core.$ZodIssue): string => {
  const fields = issue.code === 'unrecognized_keys' ? issue.keys : []
  return `${[...issue.path, ...fields].join('.')} (${issue.code})`
}

/**
 * Checks an event against the catalogue before it is written; events that are read are not checked again.
 * @throws Error that names the fields but never their values: a log line must not show what will be sealed
 */
export const validateEvent = (event: NewEvent): void => {
  const definition = catalogue.get(event.type)
  if (definition === undefined || definition.version !== event.version)
    throw new Error(`There is no event ${event.type} of version ${event.version} to write`)
  const wrong = [metadataSchema.safeParse(event).error, definition.data.safeParse(event.data).error]
  const paths = wrong.flatMap((error) => error?.issues.map(placeOf) ?? [])
  if (paths.length > 0) throw new Error(`Event ${event.type} does not fit its schema at ${paths.join(', ')}`)
}
