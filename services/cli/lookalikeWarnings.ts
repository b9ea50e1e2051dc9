import type { FindResemblance, Resemblance } from '#services/tenants/claims/lookalikes/lookalikes.ts'

/** An address with each letter beyond ASCII told by its number, because eyes cannot tell it from another. */
const spelled = (email: string): string =>
  Array.from(email, (letter) =>
    letter > '~' ? `<U+${letter.codePointAt(0)?.toString(16).padStart(4, '0')}>` : letter,
  ).join('')

const warningsOf = (email: string, { lookalikes, mixesScripts }: Resemblance): string[] => [
  ...lookalikes.map(
    (other) =>
      `Warning: ${email} looks like ${other}, who is in this tenant already (${spelled(email)} beside ${spelled(other)}).`,
  ),
  ...(mixesScripts ? [`Warning: ${email} mixes letters of several scripts: ${spelled(email)}.`] : []),
]

/** What to tell of the address of somebody who was added. It never fails: the person is there, whatever is known of others. */
export const lookalikeWarnings = (find: FindResemblance, tenantId: string, email: string): Promise<string[]> =>
  find(tenantId, email).then(
    (resemblance) => warningsOf(email, resemblance),
    () => [`Warning: it could not be looked up whether ${email} looks like somebody else’s address in this tenant.`],
  )
