import { describe, expect, it } from 'vitest'
import { tenantStream } from '#events/streams.ts'
import { decideTenant, type TenantCommand } from '#services/tenants/decideTenant.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { tenantStreams, unknownTenant, type TenantState } from '#services/tenants/tenantState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = 'acme'
const [morning, noon, evening] = ['2026-11-21T08:00:00.000Z', '2026-11-21T12:00:00.000Z', '2026-11-21T20:00:00.000Z']
const why = { reason: 'guessing passwords', ticket: null }
const register: TenantCommand = {
  type: 'RegisterTenant',
  slug: 'acme',
  name: 'Acme',
  simulated: false,
  policy: defaultPolicy,
  clients: [],
}
const blocked = (blockId: string, value: string, until: string): TenantCommand => ({
  type: 'AddBlock',
  blockId,
  kind: 'country',
  value,
  until,
  operationId: 'operation',
  at: morning,
  ...why,
})
const lifted = (blockId: string, at = morning): TenantCommand => ({ type: 'RemoveBlock', blockId, at, ...why })

const given = (...commands: TenantCommand[]): TenantState =>
  commands.reduce<TenantState>(
    (state, command) =>
      tenantStreams.fold(state, recordedAs(tenantStream(tenantId), decideTenant(command, state), tenantId)),
    unknownTenant,
  )
const valuesOf = ({ tenant }: TenantState): string[] => tenant!.blocks.map(({ value, until }) => `${value} ${until}`)
const refused = (code: string) => expect.objectContaining({ code })

describe('a block', () => {
  it('is in force with its reason, until it is lifted', () => {
    const state = given(register, blocked('one', 'DE', noon))
    expect(state.tenant?.blocks).toMatchObject([{ blockId: 'one', kind: 'country', value: 'DE', until: noon, ...why }])
    expect(valuesOf(given(register, blocked('one', 'DE', noon), lifted('one')))).toEqual([])
  })

  it('of the same thing takes the place of a shorter one, and a shorter one changes nothing', () => {
    expect(valuesOf(given(register, blocked('one', 'DE', noon), blocked('two', 'DE', evening)))).toEqual([
      `DE ${evening}`,
    ])
    expect(decideTenant(blocked('two', 'DE', noon), given(register, blocked('one', 'DE', evening)))).toEqual([])
  })

  it('that is over or unknown is not lifted', () => {
    const state = given(register, blocked('one', 'DE', noon))
    expect(() => decideTenant(lifted('one', noon), state)).toThrow(refused('not-found'))
    expect(() => decideTenant(lifted('other'), state)).toThrow(refused('not-found'))
  })

  it('is not of the dashboard, nor of an application that nobody registered', () => {
    const ofApplication = (value: string) => ({ ...blocked('one', value, noon), kind: 'application' }) as TenantCommand
    expect(() => decideTenant(ofApplication('dashboard'), given(register))).toThrow(refused('locks-you-out'))
    expect(() => decideTenant(ofApplication('web'), given(register))).toThrow(refused('invalid-request'))
  })

  it('finds room beside 199 others', () => {
    const many = Array.from({ length: 200 }, (_, index) => blocked(`${index}`, `${index}`, noon))
    const state = given(register, ...many)
    expect(state.tenant?.blocks).toHaveLength(200)
    expect(() => decideTenant(blocked('more', 'DE', noon), state)).toThrow(refused('wrong-state'))
  })
})
