import { createHash } from 'node:crypto'
import { systemTenantId, systemTenantSlug } from '#events/streams.ts'
import { instant } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { allowPassword } from '#services/tenants/passwords/passwordRules.ts'
import { type RegisterTenant, requireFree } from '#services/tenants/registerTenant.ts'
import type { SetupLinks } from './setupLinks.ts'
import type { TenantCommands } from '#services/tenants/tenantCommands.ts'
import type { UserCommands, UserWork } from '#services/tenants/people/userCommands.ts'

interface FirstPerson {
  email: string
  name: string
  password: string
}

export interface SetUp {
  token: string
  operator: FirstPerson
  tenant: { slug: string; name: string }
  admin: FirstPerson
}

/** What may be filled in before the last step. */
type FilledIn = { [Part in 'operator' | 'tenant']?: SetUp[Part] | undefined }

export interface Setup {
  /** Makes a new link. Null: there is an operator already. The token stands behind the #, so that no server logs it. */
  createLink(publicUrl: string): Promise<string | null>
  /**
   * Makes a link unless one is still valid (`kept`), which somebody may have been given. Of many starting processes
   * only one makes a link.
   */
  offerLink(publicUrl: string): Promise<{ link: string } | 'kept' | null>
  /**
   * Whether the link is good. With a good link it also checks what is filled in so far, so that a step is refused before
   * the next one is shown.
   * @throws CodedError invalid-request, already-exists
   */
  check(begun: Pick<SetUp, 'token'> & FilledIn): Promise<boolean>
  /**
   * @throws CodedError invalid-credentials (link used, replaced, expired or in use), invalid-request, already-exists
   */
  run(command: SetUp, origin: Origin): Promise<{ tenantId: string }>
}

/** The tenant that operators sign in to. */
export const systemTenant: RegisterTenant = { tenantId: systemTenantId, slug: systemTenantSlug, name: 'Rollcall' }

const linkHours = 24
/** A set-up takes about a second. If its process dies, the link can be used again after this time. */
const claimSeconds = 30

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Before anything is made, so that a person with a weak password has nothing to undo. */
const allow = ({ operator, tenant, admin }: FilledIn & { admin?: FirstPerson }): void => {
  if (operator !== undefined)
    allowPassword(operator.password, { ...operator, tenant: systemTenant }, 'body.operator.password')
  if (tenant !== undefined) requireFree(null, tenant.slug, 'body.tenant.slug')
  if (tenant !== undefined && admin !== undefined)
    allowPassword(admin.password, { ...admin, tenant }, 'body.admin.password')
}

type SetupWork = UserWork & { links: SetupLinks; commands: TenantCommands & UserCommands }

/**
 * Creates the operator last. Until the operator exists the set-up is not done, and the person can repeat it with the
 * same link. Ids are derived from the link, so a repeat finds what the first attempt made.
 */
const build = async ({ commands }: SetupWork, digest: Buffer, command: SetUp, origin: Origin): Promise<string> => {
  const id = (part: string) => derivedUuid('setup', digest.toString('hex'), part)
  const add = (tenantId: string, part: 'admin' | 'operator') => {
    const { email, name, password } = command[part]
    const credential = { kind: 'password', password, path: `body.${part}.password` } as const
    return commands.addUser({ tenantId, userId: id(part), email, name, roles: [part], credential }, origin)
  }
  const { tenantId } = await commands.registerTenant({ tenantId: id('tenant'), ...command.tenant }, origin)
  await add(tenantId, 'admin')
  await commands.registerTenant(systemTenant, origin)
  await add(systemTenantId, 'operator')
  return tenantId
}

export const setup = (work: SetupWork): Setup => {
  const { links, memory, ambient } = work
  const now = () => instant(ambient.clock)
  const draw = () => {
    const token = ambient.random.bytes(32).toString('base64url')
    const expiresAt = instant({ now: () => ambient.clock.now() + linkHours * 3_600_000 })
    return { digest: digestOf(token), expiresAt, at: (publicUrl: string) => `${publicUrl}/setup#${token}` }
  }
  const isDone = async () => (await memory.tenants.readOn(systemTenantId, '')).state.members.size > 0
  return {
    createLink: async (publicUrl) => {
      if (await isDone()) return null
      const { digest, expiresAt, at } = draw()
      await links.replace(digest, expiresAt)
      return at(publicUrl)
    },
    offerLink: async (publicUrl) => {
      if (await isDone()) return null
      const { digest, expiresAt, at } = draw()
      return (await links.replaceOutdated(digest, expiresAt, now())) ? { link: at(publicUrl) } : 'kept'
    },
    check: async ({ token, ...filledIn }) => {
      const isGood = !(await isDone()) && (await links.isValid(digestOf(token), now()))
      if (isGood) allow(filledIn)
      return isGood
    },
    run: async (command, origin) => {
      const digest = digestOf(command.token)
      if ((await isDone()) || !(await links.claim(digest, now(), claimSeconds)))
        throw new CodedError('invalid-credentials', {
          detail: 'This set-up link is used or no longer valid. Start Rollcall again for a new one.',
        })
      try {
        allow(command)
        const tenantId = await build(work, digest, command, origin)
        await links.remove()
        return { tenantId }
      } catch (error) {
        await links.release(digest)
        throw error
      }
    },
  }
}
